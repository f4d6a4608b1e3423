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
  workspace: number;
  eventKey: bigint;
  fingerprint: bigint;
  observedAt: number;
  from: PlacedRecord;
};

/**
 * What an event says, in 64 bits: two events say the same if it is equal, and of two that contradict each other the
 * greater one wins, so the winner depends on content alone. From the top: rank of the type (8 bits), amount of
 * content in bytes (24), checksum (32). Delivery ids, trace contexts and the time of acceptance are no content.
 */
export function fingerprintOf(event: AcceptedEvent): bigint {
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
    event.data,
  ]);
  const high = ((rankOf(event.type) & 0xff) << 24) | Math.min(content.length, 0xffffff);
  return (BigInt(high >>> 0) << 32n) | BigInt(crc32(content));
}

/** The events of a batch's records, in order. */
export const factsOf = (records: readonly PlacedRecord[]): Fact[] =>
  records.flatMap((from) => {
    const { header, body } = from.record;
    return (body.events ?? []).map((event) => ({
      event,
      workspace: header.workspace,
      eventKey: eventKey(header.workspace, event.source, event.id),
      fingerprint: fingerprintOf(event),
      observedAt: event.observedAt ?? header.receivedAt,
      from,
    }));
  });
