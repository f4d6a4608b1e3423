import type { ClockState, Rule, Severity } from '@throughline/contracts';
import type { StoredEvent } from '../stored-event.ts';
import type { BoundRule } from './bind.ts';
import { type ClockAt, type ClockContext, nextAfter } from './clock.ts';
import { clocksOfClockRule } from './clock-kind.ts';
import { type CompleteThrough, type Coverage, coverageOf } from './feeds.ts';
import { clockId, factId, verdictId } from './ids.ts';
import { type History, historyOf, type Scene } from './scene.ts';
import { clocksOfStateRule } from './state-kind.ts';

/** What a clock was from `at` on. `withdrawn`: the facts that started it no longer stood, or the rule left it out. */
export type Step = {
  at: number;
  verdictId: string;
  version: number;
  state: ClockState;
  point: number;
  severity: Severity;
  due: number;
  /** The fact that started it, as it stood then. */
  start: { eventKey: string; at: number };
  stop: { eventKey: string; at: number } | null;
  withdrawn: boolean;
  inherited: boolean;
};

/** One clock judged at `T`: what it is, and every step by which it came there. */
export type JudgedClock = Omit<ClockAt, 'start' | 'stop'> & {
  rule: string;
  start: { eventKey: string; at: number };
  stop: { eventKey: string; at: number } | null;
  steps: readonly Step[];
};

/** All clocks of one rule on one object at `T`, in order of start; `wakeAt`: when that changes without new events. */
export type Judgement = { rule: string; T: number; clocks: readonly JudgedClock[]; wakeAt: number | null };

/**
 * Asked of the judge: one object's events, as known, in any order and with repeats; every feed's completeness, as known;
 * and the instant. Events after `T` are not used.
 */
export type Question = {
  workspace: number;
  object: string;
  events: readonly StoredEvent[];
  completeThrough: CompleteThrough;
  T: number;
};

type Track = { clock: ClockAt; steps: Step[] };

const clocksAt = (scene: Scene, context: ClockContext, T: number): ClockAt[] => {
  const byId = new Map<string, ClockAt>();
  for (const { from, until, value } of context.rule.versions) {
    for (const clock of clocksOf(value, scene, context, T)) {
      const { occurredAt } = clock.start;
      if (occurredAt < from || occurredAt >= until) continue;
      const other = byId.get(clock.clockId);
      // Two versions may start the same clock by different facts: the first fact started it.
      if (!other || occurredAt < other.start.occurredAt) byId.set(clock.clockId, clock);
    }
  }
  return [...byId.values()];
};

const clocksOf = (rule: Rule, scene: Scene, context: ClockContext, T: number): ClockAt[] => {
  switch (rule.kind) {
    case 'clock':
      return clocksOfClockRule(rule, scene, context, T);
    case 'state':
      return clocksOfStateRule(rule, scene, context, T);
  }
};

const pointed = (fact: ClockAt['start']) => ({ eventKey: factId(fact), at: fact.occurredAt });

/** What a verdict says, in its id: the state, and which bucket or warn point where that is not the first. */
const verdictOf = ({ state, point }: Pick<ClockAt, 'state' | 'point'>, withdrawn: boolean): string =>
  withdrawn ? 'withdrawn' : point > 1 ? `${state}/${point}` : state;

const step = (track: Track, clock: ClockAt, at: number, withdrawn: boolean): void => {
  const stop = withdrawn ? null : clock.stop && pointed(clock.stop);
  const state = withdrawn ? 'cancelled' : clock.state;
  const point = withdrawn ? 0 : clock.point;
  const { clockId, version, severity, due, inherited } = clock;
  const last = track.steps.at(-1);
  const same =
    last?.withdrawn === withdrawn &&
    last.version === version &&
    last.state === state &&
    last.point === point &&
    last.severity === severity &&
    last.due === due &&
    last.stop?.eventKey === stop?.eventKey;
  if (same) return;
  const verdict = verdictOf({ state, point }, withdrawn);
  const alike = track.steps.filter(
    (each) =>
      verdictOf(each, each.withdrawn) === verdict &&
      each.version === version &&
      each.due === due &&
      each.stop?.eventKey === stop?.eventKey,
  );
  const identity = { clockId, version, verdict, due, stop: stop?.eventKey ?? null, repeat: alike.length };
  const id = verdictId(identity);
  const start = pointed(clock.start);
  track.steps.push({
    at,
    verdictId: id,
    version,
    state,
    point,
    severity,
    due,
    start,
    stop,
    withdrawn,
    inherited,
  });
};

const record = (tracks: Map<string, Track>, clocks: readonly ClockAt[], at: number): void => {
  const standing = new Set<string>();
  for (const clock of clocks) {
    standing.add(clock.clockId);
    const track = tracks.get(clock.clockId) ?? { clock, steps: [] };
    tracks.set(clock.clockId, track);
    track.clock = clock;
    step(track, clock, at, false);
  }
  for (const [id, track] of tracks) {
    if (standing.has(id)) continue;
    const { clock } = track;
    track.clock = {
      ...clock,
      state: 'cancelled',
      point: 0,
      stop: null,
      open: false,
      inherited: false,
      waitsFor: null,
      blindAt: null,
      wakeAt: null,
    };
    step(track, track.clock, at, true);
  }
};

const judged = (rule: string, { clock, steps }: Track): JudgedClock => ({
  ...clock,
  rule,
  start: pointed(clock.start),
  stop: clock.stop && pointed(clock.stop),
  steps,
});

const contextOf = (rule: BoundRule, { workspace, object, completeThrough }: Question): ClockContext => {
  // Judging walks through a history: what does not change on the way is worked out once.
  const covered = new Map<string, Coverage>();
  const ids = new Map<string, string>();
  return {
    rule,
    object,
    completeThrough,
    coverage: (feeds) => {
      const name = feeds?.join(' ') ?? '';
      const coverage = covered.get(name) ?? coverageOf(feeds, completeThrough);
      covered.set(name, coverage);
      return coverage;
    },
    clockId: (of, startEvent) => {
      const name = `${startEvent ?? ''} ${of}`;
      const id = ids.get(name) ?? clockId(workspace, rule.name, of, startEvent);
      ids.set(name, id);
      return id;
    },
  };
};

const judgeHistory = (rule: BoundRule, history: History, question: Question): Judgement => {
  const { T } = question;
  const context = contextOf(rule, question);
  const tracks = new Map<string, Track>();
  const { instants } = history;
  let index = 0;
  let at = instants[0] ?? null;
  let wakeAt: number | null = at;
  while (at !== null && at <= T) {
    while (index + 1 < instants.length && instants[index + 1]! <= at) index += 1;
    const clocks = clocksAt(history.sceneAt(index), context, at);
    record(tracks, clocks, at);
    wakeAt = nextAfter(at, [instants[index + 1] ?? null, ...clocks.map((clock) => clock.wakeAt)]);
    at = wakeAt;
  }
  const clocks = [...tracks.values()]
    .map((track) => judged(rule.name, track))
    .sort((a, b) => a.start.at - b.start.at || (a.clockId < b.clockId ? -1 : 1));
  return { rule: rule.name, T, clocks, wakeAt };
};

/** Reads one object's events once and judges it by any rule that is given then. Total, deterministic, without a clock of its own. */
export const judging = (question: Question): ((rule: BoundRule) => Judgement) => {
  const history = historyOf(question.events);
  return (rule) => judgeHistory(rule, history, question);
};

/** Judges one object by several rules, reading its events once. */
export const judgeAll = (rules: readonly BoundRule[], question: Question): Judgement[] =>
  rules.map(judging(question));

/** Judges one object by one rule at `T`: its clocks with all their steps up to then. */
export const judge = (question: Question & { rule: BoundRule }): Judgement =>
  judgeHistory(question.rule, historyOf(question.events), question);
