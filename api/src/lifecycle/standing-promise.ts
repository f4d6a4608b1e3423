import type { Lifecycle, PromiseLife } from '@throughline/contracts';
import { intervalOf, type StoredEvent } from '@throughline/domain';

/** The promise that stands for an order as a whole, and the last instant at which it is kept (UTC ms). */
export type StandingPromise = { promise: PromiseLife; dueEnd: number };

/**
 * The delivery promise of the order as a whole: the last that the customer agreed to, else the first shown; of a line
 * only where the order itself has none, the one due first. What lists and figures mean by late.
 */
export const standingPromise = (
  { promises }: Pick<Lifecycle, 'promises'>,
  events: readonly StoredEvent[],
): StandingPromise | null => {
  const zoneOf = ({ fact }: PromiseLife): string | undefined =>
    events.find(({ eventKey }) => eventKey === BigInt(`0x${fact.eventKey}`))?.timeZone;
  const agreed = promises
    .filter(({ kind, roles }) => kind === 'deliver_by' && roles.includes('agreed'))
    .map((promise) => ({
      promise,
      dueEnd:
        intervalOf({
          occurredAt: promise.due,
          timePrecision: promise.duePrecision,
          timeZone: zoneOf(promise),
        }).until - 1,
    }));
  const whole = agreed.filter(({ promise }) => promise.line === null);
  return [...(whole.length > 0 ? whole : agreed)].sort((a, b) => a.dueEnd - b.dueEnd)[0] ?? null;
};

/** Delivered after the promise, or open past it: by the first delivery and by clocks that can be believed. */
export const isLate = (lifecycle: Lifecycle, standing: StandingPromise | null): boolean => {
  if (!standing) return false;
  const delivered = lifecycle.milestones.find(({ progress }) => progress === 'delivered');
  if (!delivered) return lifecycle.open && lifecycle.judgedAt > standing.dueEnd;
  return delivered.clockInRange && intervalOf(delivered).from > standing.dueEnd;
};
