import type { PromiseFact, PromiseLife, PromiseRole, PromiseState } from '@throughline/contracts';
import { intervalOf } from '../order-of-events.ts';
import { type Fact, saidOf } from './facts.ts';

/** One promise that was made, and which of the promises of its kind and line it is. */
export type Promised = {
  promise: PromiseFact;
  fact: Fact;
  /** Last instant at which it is kept, epoch ms; for a day, its last millisecond. */
  due: number;
  dueAt: number;
  roles: PromiseRole[];
};

/** What kept a promise: the last fact needed; `done` is false while something is missing. */
export type Actual = { done: boolean; fact: Fact | null };

/** Whether the order ended otherwise: a closed one no longer tells whether its promise was kept. */
export type Ended = 'cancelled' | 'closed' | null;

/** Promises in the order they were made, with their roles. */
export const promisesOf = (counting: readonly Fact[]): Promised[] => {
  const made: Promised[] = [];
  for (const fact of counting) {
    const { promise } = fact.event.data;
    if (!promise || (fact.type !== 'promise.set' && fact.type !== 'promise.changed')) continue;
    const dueAt = Date.parse(promise.due);
    const due = intervalOf({
      occurredAt: dueAt,
      timePrecision: promise.duePrecision,
      timeZone: fact.timeZone,
    });
    made.push({ promise, fact, due: due.until - 1, dueAt, roles: [] });
  }
  const groups = Map.groupBy(made, ({ promise }) => `${promise.kind} ${promise.line ?? ''}`);
  for (const group of groups.values()) {
    const original = group.find(({ promise }) => promise.by === 'shown') ?? group[0]!;
    original.roles.push('original');
    // Being told of a new date is no consent to it.
    (group.findLast(({ promise }) => promise.consent === 'agreed') ?? original).roles.push('agreed');
    group.findLast(({ promise }) => promise.by === 'marketplace')?.roles.push('marketplace');
    group.at(-1)!.roles.push('latest');
  }
  return made;
};

/** What a promise came to at `judgedAt`: met if any instant of the actual's precision meets it. */
export const promiseState = (
  promised: Promised,
  actual: Actual,
  ended: Ended,
  judgedAt: number,
): { state: PromiseState; lateBy: number | null } => {
  if (actual.done) {
    if (!actual.fact?.inRange) return { state: 'unknown', lateBy: null };
    const { from } = intervalOf(actual.fact);
    return { state: from <= promised.due ? 'met' : 'late', lateBy: actual.fact.occurredAt - promised.dueAt };
  }
  if (ended) return { state: ended === 'cancelled' ? 'cancelled' : 'unknown', lateBy: null };
  return { state: judgedAt > promised.due ? 'overdue' : 'open', lateBy: judgedAt - promised.dueAt };
};

/** The promise as answers carry it. */
export const promiseLife = (
  promised: Promised,
  actual: Actual,
  ended: Ended,
  judgedAt: number,
): PromiseLife => {
  const { promise, fact } = promised;
  const { state, lateBy } = promiseState(promised, actual, ended, judgedAt);
  return {
    kind: promise.kind,
    line: promise.line ?? null,
    due: promised.dueAt,
    duePrecision: promise.duePrecision,
    by: promise.by,
    consent: promise.consent,
    roles: promised.roles,
    fact: saidOf(fact),
    state,
    actual: actual.done && actual.fact ? saidOf(actual.fact) : null,
    lateByMs: lateBy,
  };
};
