import type { Fact } from '../drain/fact.ts';

type Told = { readonly eventKey: bigint; readonly namespace?: string; readonly value?: string };

const idOf = (namespace: string, value: string): string => `${namespace}\0${value}`;

/**
 * When a row of a batch was observed: with the event that it is about, if the batch brings it. A row about an event
 * that was stored before is observed with what caused it: the first of the batch to show the row's key, else the last
 * of the batch; at `received` where no event of the batch brings a time of its own, or keys are judged anew (cuts, rechecks).
 */
export function observedIn(
  facts: readonly Fact[],
  received: number,
  judgedAnew: boolean,
): (row: Told) => number {
  const own = new Map(facts.map(({ eventKey, observedAt }) => [eventKey, observedAt]));
  const byKey = new Map<string, number>();
  let last = Number.NEGATIVE_INFINITY;
  for (const { event, observedAt } of facts) {
    last = Math.max(last, observedAt);
    for (const { namespace, value } of event.data.keys) {
      const id = idOf(namespace, value);
      byKey.set(id, Math.min(observedAt, byKey.get(id) ?? observedAt));
    }
  }
  const brings = !judgedAnew && facts.some(({ event }) => event.observedAt !== undefined);
  return ({ eventKey, namespace = '', value = '' }) =>
    own.get(eventKey) ?? (brings ? (byKey.get(idOf(namespace, value)) ?? last) : received);
}
