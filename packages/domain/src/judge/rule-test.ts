import type { RuleTest, RuleTestCase } from '@throughline/contracts';
import { advanceClock, type ClockMemory } from '../exceptions/advance.ts';
import { eventKey } from '../ids.ts';
import type { StoredEvent } from '../stored-event.ts';
import type { BoundRule } from './bind.ts';
import type { CompleteThrough } from './feeds.ts';
import { type JudgedClock, judge } from './judge.ts';

/** A point of a case at which something else came out than was expected. */
export type RuleTestFailure = { case: string; at: string; detail: string };

type Expected = RuleTestCase['expect'][number];
const FOR_EVER = 8_000_000_000_000_000;
const SOURCES_OF_ALL = ['commerce', 'oms', 'wms', 'erp', 'psp', 'carrier', 'support', 'middleware'];

/** Events of a case as they would be read back. */
export const eventsOfCase = (test: RuleTestCase, origin: number): StoredEvent[] =>
  test.events.map((given, index) => {
    const occurredAt = origin + given.at;
    const id = given.id ?? String(index + 1);
    return {
      id,
      source: given.source,
      type: given.type,
      occurredAt,
      observedAt: given.observed === undefined ? occurredAt : origin + given.observed,
      timePrecision: given.precision,
      timeZone: given.timeZone,
      outcome: given.outcome,
      corrects: given.corrects,
      eventKey: eventKey(1, given.source, id),
      home: 1n,
      data: {
        keys: [],
        objects: given.objects ?? [],
        links: [],
        lines: given.lines ?? [],
        amounts: given.amounts ?? [],
        attributes: { ...test.attributes, ...given.attributes },
        document: given.document,
        hold: given.hold,
        promise: given.promise && {
          ...given.promise,
          due: new Date(origin + given.promise.due).toISOString(),
        },
      },
    };
  });

const completeOf = (test: RuleTestCase, origin: number): CompleteThrough => {
  const maxUnknown = test.maxUnknown ?? null;
  const given = test.complete ?? Object.fromEntries(SOURCES_OF_ALL.map((kind) => [`${kind}/any`, FOR_EVER]));
  return Object.fromEntries(
    Object.entries(given).map(([source, through]) => [
      source,
      { completeThrough: origin + through, maxUnknown },
    ]),
  );
};

const relative = (instant: number | null, origin: number): string => {
  if (instant === null) return 'never';
  const ms = instant - origin;
  const whole = Math.floor(ms / 3_600_000);
  const rest = ms - whole * 3_600_000;
  return rest === 0 ? `${whole}h` : rest < 1000 ? `${whole}h + ${rest}ms` : `${(ms / 3_600_000).toFixed(3)}h`;
};

type World = {
  clocks: readonly JudgedClock[];
  wakeAt: number | null;
  memories: Map<string, ClockMemory>;
  kinds: Map<string, string[]>;
};

const differences = (expected: Expected, world: World, origin: number): string[] => {
  const found: string[] = [];
  const differ = (what: string, want: unknown, got: unknown): void => {
    if (want !== undefined && JSON.stringify(want) !== JSON.stringify(got)) {
      found.push(`${what} should be ${JSON.stringify(want)} and is ${JSON.stringify(got)}`);
    }
  };
  const { clocks } = world;
  differ(
    'clocks: states',
    expected.clocks.map(({ state }) => state),
    clocks.map(({ state }) => state),
  );
  expected.clocks.forEach((want, index) => {
    const got = clocks[index];
    if (!got || got.state !== want.state) return;
    if (want.due !== undefined) {
      differ(`clocks/${index}/due`, relative(origin + want.due, origin), relative(got.due, origin));
    }
    differ(`clocks/${index}/point`, want.point, got.point);
    differ(`clocks/${index}/severity`, want.severity, got.severity);
    differ(`clocks/${index}/line`, want.line, got.object.split('/')[1]);
  });
  const exceptions = clocks.flatMap(({ clockId }) => {
    const exception = world.memories.get(clockId)?.exception;
    return exception ? [{ ...exception, transitions: world.kinds.get(clockId) ?? [] }] : [];
  });
  if (!expected.exceptions) differ('open exceptions', 0, exceptions.filter(({ open }) => open).length);
  else differ('exceptions', expected.exceptions.length, exceptions.length);
  expected.exceptions?.forEach((want, index) => {
    for (const [name, value] of Object.entries(want)) {
      const got = exceptions[index] as Record<string, unknown> | undefined;
      differ(`exceptions/${index}/${name}`, value, got?.[name]);
    }
  });
  if (expected.wakeAt !== undefined) {
    const want = expected.wakeAt === null ? null : origin + expected.wakeAt;
    differ('wakeAt', relative(want, origin), relative(world.wakeAt, origin));
  }
  return found;
};

/** Runs one case as the engine would: at every fact seen, at every instant that the judge asks for, and at every point. */
const runCase = (rule: BoundRule, test: RuleTestCase, origin: number): RuleTestFailure[] => {
  const events = eventsOfCase(test, origin);
  const completeThrough = completeOf(test, origin);
  const points = new Map(test.expect.map((point) => [origin + point.at, point]));
  const last = Math.max(...points.keys());
  const world: World = { clocks: [], wakeAt: null, memories: new Map(), kinds: new Map() };
  const due = new Set([...events.map(({ observedAt }) => observedAt), ...points.keys()]);
  const failures: RuleTestFailure[] = [];
  for (;;) {
    const T = Math.min(...due);
    if (due.size === 0 || T > last) return failures;
    due.delete(T);
    const known = events.filter(({ observedAt }) => observedAt <= T);
    const judgement = judge({ rule, workspace: 1, object: 'order', events: known, completeThrough, T });
    world.clocks = judgement.clocks;
    world.wakeAt = judgement.wakeAt;
    if (judgement.wakeAt !== null) due.add(judgement.wakeAt);
    for (const clock of judgement.clocks) {
      const { memory, transitions } = advanceClock(world.memories.get(clock.clockId) ?? null, clock, T);
      world.memories.set(clock.clockId, memory);
      const kinds = world.kinds.get(clock.clockId) ?? [];
      world.kinds.set(clock.clockId, [...kinds, ...transitions.map(({ kind }) => kind)]);
    }
    const point = points.get(T);
    const found = point ? differences(point, world, origin) : [];
    failures.push(...found.map((detail) => ({ case: test.name, at: relative(T, origin), detail })));
  }
};

/** Runs every case of a `rule.test.yaml`; what did not come out as expected, in order. None: the rule passes. */
export const runRuleTest = (rule: BoundRule, test: RuleTest): RuleTestFailure[] =>
  test.cases.flatMap((each) => runCase(rule, each, test.origin));
