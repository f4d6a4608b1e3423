import * as z from 'zod';
import type { EventType } from './catalogue.ts';
import { DocumentSchema, EventDataSchema, HoldSchema, InventorySchema, PromiseSchema } from './event.ts';
import { OUTCOMES, TIME_PRECISIONS } from './words.ts';

const text = (max: number) => z.string().min(1).max(max);

/** Context attributes of CloudEvents 1.0, and ours as extensions (lower case on the wire). */
export const CloudEventContextSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: text(512),
  source: text(1024),
  type: text(200),
  time: z.iso.datetime({ offset: true }),
  subject: z.string().max(512).optional(),
  datacontenttype: z.string().max(200).optional(),
  dataschema: z.string().max(1024).optional(),
  timeprecision: z.enum(TIME_PRECISIONS).optional(),
  timezone: z.string().max(64).optional(),
  accountingdate: z.iso.date().optional(),
  period: z.string().max(32).optional(),
  entity: z.string().max(120).optional(),
  correlationid: z.string().max(120).optional(),
  causationid: z.string().max(512).optional(),
  revision: z.string().max(120).optional(),
  corrects: z.string().max(512).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  deliveryid: z.string().max(512).optional(),
  traceparent: z
    .string()
    .regex(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, 'a W3C traceparent')
    .optional(),
});

/** A CloudEvent in structured form, as it arrives at `POST /v1/events`. */
export const CloudEventSchema = CloudEventContextSchema.extend({ data: EventDataSchema.optional() });
export type CloudEvent = z.infer<typeof CloudEventSchema>;

/** What `data` must hold for a type, beyond the envelope. */
const REQUIRED_DATA: Partial<Record<EventType, z.ZodRawShape>> = {
  'hold.placed': { hold: HoldSchema },
  'hold.released': { hold: HoldSchema },
  'promise.set': { promise: PromiseSchema },
  'promise.changed': { promise: PromiseSchema },
  'posting.requested': { document: DocumentSchema },
  'posting.acknowledged': { document: DocumentSchema },
  'posting.succeeded': { document: DocumentSchema },
  'posting.failed': { document: DocumentSchema },
  'posting.reversed': { document: DocumentSchema },
  'inventory.snapshot': { inventory: InventorySchema },
};

/** Per type: the schema of its `data`. */
export const dataSchemaOf = (type: EventType): z.ZodType => {
  const extra = REQUIRED_DATA[type];
  return extra ? EventDataSchema.extend(extra) : EventDataSchema;
};

/** Per type: the schema of the whole CloudEvent; served as JSON Schema at `/contracts/<type>/1.json`. */
export const contractOf = (type: EventType): z.ZodType => {
  const data = dataSchemaOf(type);
  return CloudEventContextSchema.extend({
    type: z.literal(type),
    data: REQUIRED_DATA[type] ? data : data.optional(),
  });
};

/** JSON Schema 2020-12 of a type's contract. */
export const jsonSchemaOf = (type: EventType): Record<string, unknown> => ({
  $id: `/contracts/${type}/1.json`,
  title: type,
  ...z.toJSONSchema(contractOf(type), { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' }),
});
