import type { OrderEvent } from '@throughline/contracts';
import { toCorrelationId } from '@throughline/domain';
import type { OrderFact } from './orders.service.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
/** An event key, payload or dead letter on the wire: 32 hex digits. */
export const toHex = (id: bigint): string => id.toString(16).padStart(32, '0');
/** The 128 bits of 32 hex digits. */
export const fromHex = (hex: string): bigint => BigInt(`0x${hex}`);

/** A fact as answers carry it. */
export const orderEvent = (fact: OrderFact, why: OrderEvent['why']): OrderEvent => {
  const { attributes, amount, currency, error, ...data } = fact.data;
  return {
    eventKey: toHex(fact.eventKey),
    id: fact.id,
    source: fact.source,
    system: fact.system,
    type: fact.type,
    occurredAt: iso(fact.occurredAt),
    observedAt: iso(fact.observedAt),
    timePrecision: fact.timePrecision,
    timeZone: fact.timeZone ?? null,
    clockOutOfRange: fact.clockOutOfRange,
    outcome: fact.outcome,
    error: error ?? null,
    amount: amount !== undefined && currency !== undefined ? { amount, currency } : null,
    revision: fact.revision ?? null,
    corrects: fact.corrects ?? null,
    correlationId: fact.correlationId ?? null,
    causationId: fact.causationId ?? null,
    deliveryId: fact.deliveryId ?? null,
    traceparent: fact.traceparent ?? null,
    accountingDate: fact.accountingDate ?? null,
    period: fact.period ?? null,
    entity: fact.entity ?? null,
    attributes,
    data,
    hasPayload: fact.payloadId !== 0n,
    home: fact.home === 0n ? null : toCorrelationId(fact.home),
    why,
  };
};
