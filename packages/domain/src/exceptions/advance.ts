import type { ExceptionTransitionFact, Verdict } from '@throughline/contracts';
import type { JudgedClock, Step } from '../judge/judge.ts';
import { applyChange, changesOf, correctionTo, type ExceptionFacts, saysNothing } from './fold.ts';

/**
 * What is remembered of a clock from one judgement to the next; JSON. `steps`: verdict ids of its steps, oldest first;
 * `unknown`: of those that only said that nobody can tell yet. Needed while the clock is open or has an exception; of others
 * it may be forgotten.
 */
export type ClockMemory = {
  steps: readonly string[];
  unknown: readonly string[];
  exception: ExceptionFacts | null;
};

/** What a judgement of a clock adds: facts to append, and what to remember in place of what was. */
export type Advance = {
  memory: ClockMemory;
  verdicts: readonly Verdict[];
  transitions: readonly ExceptionTransitionFact[];
};

const sharedWith = (before: readonly string[], ids: readonly string[]): number => {
  let shared = 0;
  while (shared < before.length && before[shared] === ids[shared]) shared += 1;
  return shared;
};

const verdictFrom = (clock: JudgedClock, step: Step, corrects: string | null): Verdict => ({
  id: step.verdictId,
  clockId: clock.clockId,
  rule: clock.rule,
  version: step.version,
  object: clock.object,
  state: step.state,
  point: step.point,
  severity: step.severity,
  at: step.at,
  due: step.due,
  start: step.start,
  stop: step.stop,
  corrects,
});

/**
 * Takes a clock from what was remembered of it (null: never judged) to its present judgement: verdicts and transitions
 * that are news. Where later facts rewrote what had been recorded, the new verdicts name the last recorded one, and one
 * transition at most brings the exception to where it should be. `now`: when this is judged, for `historical`. Repeated
 * with the same memory it says the same; with the memory it gave, nothing. That a clock began to run is no verdict.
 */
export const advanceClock = (before: ClockMemory | null, clock: JudgedClock, now: number): Advance => {
  const settled = clock.steps.filter((step) => !saysNothing(step));
  const ids = settled.map(({ verdictId }) => verdictId);
  const recorded = before?.steps ?? [];
  const shared = sharedWith(recorded, ids);
  // A withdrawn clock kept its exception and lost its steps: if it comes back, that is a correction too.
  const goesOn = shared === recorded.length && !(before?.exception && recorded.length === 0);
  const corrects = goesOn ? null : (recorded.at(-1) ?? null);
  const old = new Set([...ids.slice(0, shared), ...(before?.unknown ?? [])]);
  const verdicts = clock.steps
    .filter((step, index) => !old.has(step.verdictId) && (index > 0 || step.state !== 'running'))
    .map((step) => verdictFrom(clock, step, saysNothing(step) ? null : corrects));

  const changes = goesOn
    ? changesOf(settled).slice(changesOf(settled.slice(0, shared)).length)
    : correctionTo(before?.exception ?? null, settled);
  let exception = before?.exception ?? null;
  const transitions: ExceptionTransitionFact[] = [];
  for (const change of changes) {
    const applied = applyChange(exception, change, clock, now, !goesOn);
    exception = applied.facts;
    transitions.push(applied.transition);
  }
  const unknown = clock.steps.filter(saysNothing).map(({ verdictId }) => verdictId);
  return { memory: { steps: ids, unknown, exception }, verdicts, transitions };
};

/**
 * Closes the exception of a clock that no judgement gives any more, as when its order turned out to be another's: null if
 * there is nothing to close.
 */
export const withdrawClock = (
  clockId: string,
  before: ClockMemory,
  at: number,
): { memory: ClockMemory; transition: ExceptionTransitionFact } | null => {
  const { exception, steps } = before;
  if (!exception?.open) return null;
  const closed = { ...exception, open: false, closedAt: at };
  const { severity, point, due, historical, inherited } = closed;
  return {
    memory: { steps: [], unknown: [], exception: closed },
    transition: {
      clockId,
      kind: 'closed',
      at,
      verdictId: steps.at(-1)!,
      severity,
      point,
      due,
      because: 'withdrawn',
      correction: true,
      historical,
      inherited,
    },
  };
};
