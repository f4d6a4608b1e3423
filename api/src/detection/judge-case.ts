import {
  type ExceptionTransitionFact,
  type Rule,
  SEVERITIES,
  type Severity,
  type Verdict,
} from '@throughline/contracts';
import {
  advanceClock,
  type BoundRule,
  type ClockMemory,
  type CompleteThrough,
  type JudgedClock,
  type Judgement,
  judging,
  type StoredEvent,
  toCorrelationId,
  withdrawClock,
} from '@throughline/domain';
import type { CaseRow, CaseWait, ExceptionFactsRow, TransitionRow } from '@throughline/store';
import { type Facets, facetsOf } from './facets.ts';

/** What is remembered of one rule on one case. */
type RuleMemory = { wakeAt: number | null; clocks: Record<string, ClockMemory> };
/** What is remembered of a case, by rule; JSON. */
export type CaseMemory = Record<string, RuleMemory>;

/** A case to judge: its life, everything known of it, and what is remembered. */
export type Case = {
  life: bigint;
  events: readonly StoredEvent[];
  memory: CaseMemory;
  /** Clock id → its last verdict, of clocks that were forgotten. */
  last: ReadonlyMap<string, string>;
};

/** What all cases of a tick are judged by. */
export type Bench = {
  workspace: number;
  rules: readonly BoundRule[];
  completeThrough: CompleteThrough;
  T: number;
  /** Told when a rule begins on a case; what it gives is called when it is done. */
  begin?: ((rule: string) => () => void) | undefined;
};

/** A rule that failed on a case: it keeps what it remembered, and the others go on. */
export type RuleFailure = { rule: string; life: string; message: string };

/** What judging a case adds. */
export type JudgedCase = {
  life: bigint;
  row: CaseRow;
  verdicts: Verdict[];
  exceptions: ExceptionFactsRow[];
  /** Exceptions whose clock no judgement gives any more. */
  withdrawn: { id: string; at: number }[];
  transitions: TransitionRow[];
  failures: RuleFailure[];
};

/** How long a rule that failed on a case is left alone, ms. */
const FAILED_REST = 60_000;

/** 32 hex digits of a 128-bit id: how lives and clocks are named in PostgreSQL. */
export const hex = (id: bigint): string => id.toString(16).padStart(32, '0');
/** A severity as a number, mildest 0. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** Every rule on its own: where one fails, only that one is missing. */
const judgements = (bench: Bench, each: Case): { judged: Judgement[]; failures: RuleFailure[] } => {
  const { T, workspace, completeThrough } = bench;
  if (each.events.length === 0) {
    return {
      judged: bench.rules.map(({ name }) => ({ rule: name, T, clocks: [], wakeAt: null })),
      failures: [],
    };
  }
  const object = toCorrelationId(each.life);
  const judgeBy = judging({ workspace, object, events: each.events, completeThrough, T });
  const failures: RuleFailure[] = [];
  const judged = bench.rules.flatMap((rule) => {
    const done = bench.begin?.(rule.name);
    try {
      return [judgeBy(rule)];
    } catch (error) {
      failures.push({ rule: rule.name, life: object, message: messageOf(error) });
      return [];
    } finally {
      done?.();
    }
  });
  return { judged, failures };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A case that could not be judged at all: it keeps what it remembered, and rests. */
export const unjudged = (bench: Bench, { life, memory }: Case, error: unknown): JudgedCase => {
  const object = toCorrelationId(life);
  const failures = bench.rules.map(({ name }) => ({ rule: name, life: object, message: messageOf(error) }));
  const memories: CaseMemory = { ...memory };
  for (const { name } of bench.rules) {
    memories[name] = { wakeAt: bench.T + FAILED_REST, clocks: memory[name]?.clocks ?? {} };
  }
  const row = { life: hex(life), wakeAt: bench.T + FAILED_REST, memories, waits: [] };
  return { life, row, verdicts: [], exceptions: [], withdrawn: [], transitions: [], failures };
};

/** What a forgotten clock is taken to remember: its last verdict, so that a change of it is seen as a correction. */
const recalled = (clock: JudgedClock, last: string | undefined): ClockMemory | null => {
  if (last === undefined) return null;
  const ids = clock.steps
    .filter(({ state, stop, inherited }) => state !== 'unknown' || stop !== null || inherited)
    .map(({ verdictId }) => verdictId);
  const place = ids.indexOf(last);
  return { steps: place < 0 ? [last] : ids.slice(0, place + 1), unknown: [], exception: null };
};

const transitionRow = (fact: ExceptionTransitionFact): TransitionRow => ({
  exceptionId: fact.clockId,
  kind: fact.kind,
  at: fact.at,
  verdictId: fact.verdictId,
  severity: severityRank(fact.severity),
  point: fact.point,
  dueAt: fact.due,
  because: fact.because,
  correction: fact.correction,
  historical: fact.historical,
  inherited: fact.inherited,
});

const ruleOf = (bound: BoundRule): Rule => bound.versions.at(-1)!.value;

/** A fact that came late may move the deadline of an open exception without changing anything else about it. */
const standing = (exception: ClockMemory['exception'], clock: JudgedClock): ClockMemory['exception'] =>
  exception?.open && clock.state === 'breached' ? { ...exception, due: clock.due } : exception;

const exceptionRow = (
  clock: JudgedClock,
  exception: NonNullable<ClockMemory['exception']>,
  rule: BoundRule,
  life: bigint,
  facets: Facets,
): ExceptionFactsRow => ({
  id: clock.clockId,
  rule: clock.rule,
  version: clock.version,
  maturity: ruleOf(rule).maturity,
  object: clock.object,
  life: hex(life),
  open: exception.open,
  severity: severityRank(exception.severity),
  point: exception.point,
  dueAt: exception.due,
  openedAt: exception.openedAt,
  closedAt: exception.closedAt,
  reopened: exception.reopened,
  historical: exception.historical,
  inherited: exception.inherited,
  because: clock.state,
  detail: '',
  ...facets,
});

const waitOf = ({ waitsFor, blindAt }: JudgedClock, facets: () => Facets): CaseWait[] => {
  if (!waitsFor) return [];
  const { amount, currency } = facets();
  return [{ feeds: waitsFor.feeds.join(','), past: waitsFor.past, blindAt, amount, currency }];
};

const earliest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** One wait for each set of feeds: the first deadline is looked at first, and then the next. */
const merged = (waits: readonly CaseWait[]): CaseWait[] => {
  const bySet = new Map<string, CaseWait>();
  for (const wait of waits) {
    const same = bySet.get(wait.feeds) ?? wait;
    const past = Math.min(same.past, wait.past);
    bySet.set(wait.feeds, { ...wait, past, blindAt: earliest(same.blindAt, wait.blindAt) });
  }
  return [...bySet.values()];
};

/** Judges one case by every rule and compares with what is remembered. Pure. */
export const judgeCase = (bench: Bench, each: Case): JudgedCase => {
  const { life, events, last } = each;
  const { judged, failures } = judgements(bench, each);
  let made: Facets | undefined;
  const facets = (): Facets => {
    made ??= facetsOf(events, bench.T);
    return made;
  };
  const memory: CaseMemory = {};
  const waits: CaseWait[] = [];
  const result: JudgedCase = {
    life,
    row: { life: hex(life), wakeAt: null, memories: memory, waits: [] },
    verdicts: [],
    exceptions: [],
    withdrawn: [],
    transitions: [],
    failures,
  };
  const byName = new Map(bench.rules.map((rule) => [rule.name, rule]));
  for (const { rule, clocks, wakeAt } of judged) {
    const before = each.memory[rule]?.clocks ?? {};
    const after: Record<string, ClockMemory> = {};
    for (const clock of clocks) {
      const known = before[clock.clockId] ?? recalled(clock, last.get(clock.clockId));
      const advance = advanceClock(known, clock, bench.T);
      result.verdicts.push(...advance.verdicts);
      result.transitions.push(...advance.transitions.map(transitionRow));
      const exception = standing(advance.memory.exception, clock);
      if (clock.open || exception) after[clock.clockId] = { ...advance.memory, exception };
      if (exception) {
        result.exceptions.push(exceptionRow(clock, exception, byName.get(rule)!, life, facets()));
      }
      waits.push(...waitOf(clock, facets));
    }
    for (const [id, known] of Object.entries(before)) {
      if (clocks.some(({ clockId }) => clockId === id)) continue;
      const gone = withdrawClock(id, known, bench.T);
      if (gone) {
        result.withdrawn.push({ id, at: bench.T });
        result.transitions.push(transitionRow(gone.transition));
      }
      const kept = gone?.memory ?? { ...known, steps: [], unknown: [] };
      if (kept.exception) after[id] = kept;
    }
    if (wakeAt !== null || Object.keys(after).length > 0) memory[rule] = { wakeAt, clocks: after };
  }
  for (const { rule } of failures) {
    memory[rule] = { wakeAt: bench.T + FAILED_REST, clocks: each.memory[rule]?.clocks ?? {} };
  }
  // Rules that are not here now (taken out, or broken) keep what they remembered.
  for (const [rule, kept] of Object.entries(each.memory)) {
    if (!byName.has(rule)) memory[rule] = { wakeAt: null, clocks: kept.clocks };
  }
  const wakeAt = Object.values(memory).reduce<number | null>((at, rule) => earliest(at, rule.wakeAt), null);
  result.row = { life: hex(life), wakeAt, memories: memory, waits: merged(waits) };
  return result;
};

/** Whether anything is left to remember of a judged case. */
export const isRemembered = ({ row }: JudgedCase): boolean =>
  Object.keys(row.memories as CaseMemory).length > 0;
