import type { ExceptionAnswer } from '@throughline/contracts';
import { compareEvents } from '@throughline/domain';
import type { VerdictRow } from '@throughline/store';
import { toHex } from '../lifecycle/order-event.ts';
import type { OrderFact } from '../lifecycle/orders.service.ts';

type Evidence = ExceptionAnswer['evidence'];
const MOST = 100;

/** The facts that an exception rests on: what started and stopped its clock, and what failed on its order since. */
export const evidenceOf = (facts: readonly OrderFact[], verdicts: readonly VerdictRow[]): Evidence => {
  const starts = new Set(verdicts.map(({ startKey }) => startKey));
  const stops = new Set(verdicts.map(({ stopKey }) => stopKey));
  const since = verdicts.reduce((first, { startAt }) => Math.min(first, startAt), Number.POSITIVE_INFINITY);
  const roleOf = (fact: OrderFact): Evidence[number]['role'] | null => {
    if (starts.has(fact.eventKey)) return 'start';
    if (stops.has(fact.eventKey)) return 'stop';
    return fact.outcome !== 'ok' && fact.occurredAt >= since ? 'error' : null;
  };
  return [...facts]
    .sort(compareEvents)
    .flatMap((fact): Evidence => {
      const role = roleOf(fact);
      if (role === null) return [];
      const { error } = fact.data;
      return [
        {
          eventKey: toHex(fact.eventKey),
          source: fact.source,
          type: fact.type,
          occurredAt: new Date(fact.occurredAt).toISOString(),
          observedAt: new Date(fact.observedAt).toISOString(),
          outcome: fact.outcome,
          error: error ? [error.class, error.code, error.message].filter(Boolean).join(' · ') : null,
          role,
        },
      ];
    })
    .slice(-MOST);
};
