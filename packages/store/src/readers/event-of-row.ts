import type { BusinessEvent, EventData, EventError } from '@throughline/contracts';
import { COMMON_ATTRIBUTES, ERROR_CLASSES } from '@throughline/contracts';
import type { EventRow } from '../tables/events.table.ts';
import { camel } from '../tables/table.ts';

/** A stored event as `events` holds it, put together again; `life` is the life that it is stored under, 0n none. */
export type ReadEvent = BusinessEvent & {
  eventKey: bigint;
  home: bigint;
  correctsKey: bigint | undefined;
  position: { writer: bigint; batch: bigint };
  clockOutOfRange: boolean;
  system: string;
  /** What the life is rooted in as this event tells it; '' if it cannot tell. */
  root: string;
  payloadId: bigint;
  payloadIndex: number;
};

const given = (text: string): string | undefined => (text === '' ? undefined : text);

const attributesOf = (row: EventRow): Record<string, string> => {
  const attributes: Record<string, string> = { ...row.attributes };
  for (const name of COMMON_ATTRIBUTES) {
    const value = row[camel(name) as keyof EventRow];
    if (typeof value === 'string' && value !== '') attributes[name] = value;
  }
  return attributes;
};

const isErrorClass = (word: string): word is EventError['class'] =>
  (ERROR_CLASSES as readonly string[]).includes(word);

const errorOf = (row: EventRow, rest: EventError | undefined): EventError | undefined => {
  if (!isErrorClass(row.errorClass)) return rest;
  return {
    ...rest,
    class: row.errorClass,
    ...(row.errorCode !== '' && { code: row.errorCode }),
    ...(row.errorMessage !== '' && { message: row.errorMessage }),
  };
};

/** The business event of a row of `events`: scalars from its columns, the rest from `data`. */
export const eventOfRow = (row: EventRow): ReadEvent => {
  const stored = JSON.parse(row.data === '' ? '{}' : row.data) as Partial<EventData>;
  const amount = row.amount ?? stored.amount;
  const currency = row.currency === '' ? stored.currency : row.currency;
  const error = errorOf(row, stored.error);
  const data: EventData = {
    keys: [],
    objects: [],
    links: [],
    lines: [],
    amounts: [],
    ...stored,
    attributes: { ...stored.attributes, ...attributesOf(row) },
    ...(amount !== undefined && { amount }),
    ...(currency !== undefined && { currency }),
    ...(error && { error }),
  };
  return {
    id: row.eventId,
    source: row.source,
    system: row.system,
    type: row.type,
    occurredAt: row.occurredAt,
    observedAt: row.observedAt,
    timePrecision: row.timePrecision,
    timeZone: given(row.timeZone),
    accountingDate: row.accountingDate ?? undefined,
    period: given(row.period),
    entity: given(row.entity),
    correlationId: given(row.correlationId),
    causationId: given(row.causationId),
    revision: given(row.revision),
    corrects: given(row.correctsId),
    outcome: row.outcome,
    traceparent: given(row.traceparent),
    dataschema: given(row.dataschema),
    deliveryId: given(row.deliveryId),
    data,
    eventKey: row.eventKey,
    home: row.life,
    correctsKey: row.corrects === 0n ? undefined : row.corrects,
    position: { writer: row.writer, batch: row.batch },
    clockOutOfRange: (row.flags & 1) === 1,
    root: row.root,
    payloadId: row.payloadId,
    payloadIndex: row.payloadIndex,
  };
};
