import { createHash } from 'node:crypto';
import type { EventData } from '@throughline/contracts';
import type { StoredEvent } from '../../stored-event.ts';

const keyOf = (source: string, id: string): bigint =>
  BigInt(`0x${createHash('sha256').update(`1\0${source}\0${id}`).digest('hex').slice(0, 32)}`);

type Given = Partial<Omit<StoredEvent, 'data'>> & { data?: Partial<EventData> };

const EMPTY: EventData = { keys: [], objects: [], links: [], lines: [], amounts: [], attributes: {} };

/** An event for tests: `at` is ISO 8601 or epoch ms; seen as it happened unless `given` says otherwise. */
export const event = (source: string, type: string, at: string | number, given: Given = {}): StoredEvent => {
  const occurredAt = typeof at === 'number' ? at : Date.parse(at);
  const id = given.id ?? `${type}@${at}`;
  return {
    id,
    source,
    type,
    occurredAt,
    observedAt: occurredAt,
    timePrecision: 'instant',
    outcome: 'ok',
    eventKey: keyOf(source, id),
    home: 1n,
    ...given,
    data: { ...EMPTY, ...given.data },
  };
};

/** Quantities of lines, such as `{ '1': '2' }`. */
export const lines = (quantities: Record<string, string>): EventData['lines'] =>
  Object.entries(quantities).map(([line, quantity]) => ({ line, sku: `SKU-${line}`, quantity }));

/** An object reference that makes facts belong to shipment `id`. */
export const shipment = (id: string): Pick<EventData, 'objects'> => ({ objects: [{ type: 'shipment', id }] });
