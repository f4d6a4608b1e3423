import { crc32 } from 'node:zlib';
import { rankOf } from '@throughline/contracts';
import { eventKey } from '@throughline/domain';
import type { AcceptedEvent } from '../intake/accepted.ts';
import type { IntakeRecord } from '../intake/record.ts';

/** A record of the log with its position. */
export type PlacedRecord = { position: number; record: IntakeRecord };

/** An event of a batch, on its way to the store. */
export type Fact = {
  event: AcceptedEvent;
  /** What the row's `data` will hold. */
  rest: string;
  workspace: number;
  eventKey: bigint;
  fingerprint: bigint;
  observedAt: number;
  from: PlacedRecord;
};

/** `data` without what has columns of its own, and without what is empty. */
export function restOfData(data: AcceptedEvent['data']): string {
  const { amount: _a, currency: _c, attributes: _t, error, ...rest } = data;
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(rest)) {
    const value = rest[name];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    kept[name] = value;
  }
  if (error?.field !== undefined) kept.error = error;
  return JSON.stringify(kept);
}

/**
 * What an event says, in 64 bits: two events say the same if it is equal, and of two that contradict each other the
 * greater one wins, so the winner depends on content alone. From the top: rank of the type (8 bits), amount of
 * content in bytes (24), checksum (32). Delivery ids, trace contexts and the time of acceptance are no content.
 * `rest` is `restOfData` of the event.
 */
export function fingerprintOf(event: AcceptedEvent, rest: string): bigint {
  const { amount, currency, attributes, error } = event.data;
  const content = JSON.stringify([
    event.type,
    event.occurredAt,
    event.timePrecision,
    event.timeZone,
    event.accountingDate,
    event.period,
    event.entity,
    event.correlationId,
    event.causationId,
    event.revision,
    event.corrects,
    event.outcome,
    event.dataschema,
    amount,
    currency,
    attributes,
    error,
  ]);
  const size = Math.min(content.length + rest.length, 0xffffff);
  const high = ((rankOf(event.type) & 0xff) << 24) | size;
  return (BigInt(high >>> 0) << 32n) | BigInt(crc32(rest, crc32(content)));
}

/** The events of a batch's records, in order. */
export const factsOf = (records: readonly PlacedRecord[]): Fact[] =>
  records.flatMap((from) => {
    const { header, body } = from.record;
    return (body.events ?? []).map((event) => {
      const rest = restOfData(event.data);
      return {
        event,
        rest,
        workspace: header.workspace,
        eventKey: eventKey(header.workspace, event.source, event.id),
        fingerprint: fingerprintOf(event, rest),
        observedAt: event.observedAt ?? header.receivedAt,
        from,
      };
    });
  });
