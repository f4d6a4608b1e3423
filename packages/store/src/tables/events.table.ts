import type { Outcome, TimePrecision } from '@throughline/contracts';
import { date, decimal, nullable, or, text, textMap, time, u8, u16, u32, u128, word } from './column.ts';
import { asDrained, BY_MONTH, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** One row per business event, stored under the life that it was first given and never rewritten. */
export const events = table({
  name: 'events',
  about: 'Business events, in the order of one life’s history.',
  columns: {
    ...ofWorkspace,
    /** 0n: no home (shared keys only, orphan, or a standing fact). */
    life: u128({ codec: 'ZSTD(1)' }),
    eventKey: u128({ codec: 'ZSTD(1)' }),
    eventId: text({ codec: 'ZSTD(1)' }),
    source: word(),
    /** Kind of the source: commerce, oms, wms ... */
    system: word(),
    type: word(),
    rank: u16(),
    occurredAt: time({ codec: 'Delta, ZSTD(1)' }),
    ...asDrained,
    timePrecision: or(word<TimePrecision>(), 'instant'),
    timeZone: or(word(), ''),
    /** 1: `occurredAt` lies outside [2000-01-01, observedAt + 24 h]. */
    flags: or(u8(), 0),
    /** What the life is rooted in as this event tells it: one of LIFE_ROOTS, or '' when it cannot tell. */
    root: or(word(), ''),
    correlationId: or(text({ codec: 'ZSTD(1)' }), ''),
    causationId: or(text({ codec: 'ZSTD(1)' }), ''),
    revision: or(text({ codec: 'ZSTD(1)' }), ''),
    /** Event key of the fact that this one takes back; 0n: none. */
    corrects: or(u128({ codec: 'ZSTD(1)' }), 0n),
    correctsId: or(text({ codec: 'ZSTD(1)' }), ''),
    accountingDate: nullable(date()),
    period: or(word(), ''),
    entity: or(word(), ''),
    amount: nullable(decimal()),
    currency: or(word(), ''),
    outcome: or(word<Outcome>(), 'ok'),
    errorClass: or(word(), ''),
    errorCode: or(word(), ''),
    errorMessage: or(text({ codec: 'ZSTD(1)' }), ''),
    /** The promise that this event carries, so that rollups need not open `data`. */
    promiseKind: or(word(), ''),
    promiseDue: nullable(time()),
    promiseDuePrecision: or(word(), ''),
    traceparent: or(text({ codec: 'ZSTD(1)' }), ''),
    dataschema: or(word(), ''),
    deliveryId: or(text({ codec: 'ZSTD(1)' }), ''),
    channel: or(word(), ''),
    node: or(word(), ''),
    carrier: or(word(), ''),
    serviceLevel: or(word(), ''),
    skuGroup: or(word(), ''),
    connector: or(word(), ''),
    apiVersion: or(word(), ''),
    market: or(word(), ''),
    /** Attributes that have no column of their own. */
    attributes: or(textMap(), {}),
    /** JSON of EventData without what the columns above already say. */
    data: or(text({ codec: 'ZSTD(3)' }), '{}'),
    /** Row in `payloads` that holds the original bytes, and which event of it this is; 0n: none kept. */
    payloadId: or(u128({ codec: 'ZSTD(1)' }), 0n),
    payloadIndex: or(u32(), 0),
  },
  orderBy: ['workspace', 'life', 'occurredAt', 'eventKey'],
  partitionBy: BY_MONTH,
  granularity: 1024,
});
export type EventRow = RowOf<typeof events>;
export type NewEventRow = NewRowOf<typeof events>;
