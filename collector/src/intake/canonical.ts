import { type EventData, EventDataSchema } from '@throughline/contracts';
import { dataInOrder } from '../json/stable.ts';

const KNOWN: ReadonlySet<string> = new Set(Object.keys(EventDataSchema.shape));
const FREE = ['attributes', 'payload'] as const;

/** Checked data in one order of members, so that the same content is the same text, however it was written. */
export const canonicalData = (data: EventData): EventData => dataInOrder(data, KNOWN, FREE);
