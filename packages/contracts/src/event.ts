import * as z from 'zod';
import { AmountSchema, CurrencySchema, DecimalSchema } from './money.ts';
import {
  DOCUMENT_GRAINS,
  DOCUMENT_TYPES,
  ERROR_CLASSES,
  HOLD_SCOPES,
  INVENTORY_MEASURES,
  LIFE_RELATIONS,
  OBJECT_TYPES,
  OUTCOMES,
  PROMISE_BY,
  PROMISE_CONSENT,
  PROMISE_KINDS,
  SYSTEM_KINDS,
  TIME_PRECISIONS,
} from './words.ts';

const text = (max: number) => z.string().min(1).max(max);
const record = z.record(z.string(), z.unknown());

/** `kind/instance`, e.g. `commerce/acme-us`. */
export const SourceSchema = z
  .string()
  .max(120)
  .regex(
    new RegExp(`^(${SYSTEM_KINDS.join('|')})/[A-Za-z0-9][A-Za-z0-9._-]*$`),
    'kind/instance, such as "commerce/acme-us"',
  );

/** An identifier seen on an event. `scope` is the instance, company or fiscal year that the value is unique in. */
export const KeySchema = z.object({
  namespace: text(80),
  value: text(512),
  scope: z.string().max(120).optional(),
});
export type Key = z.infer<typeof KeySchema>;

export const ObjectRefSchema = z.object({
  type: z.enum(OBJECT_TYPES),
  id: text(512),
  qualifier: z.string().max(120).optional(),
});
export type ObjectRef = z.infer<typeof ObjectRefSchema>;

/** A quantity of one order line that moved or was priced. Quantities are decimal strings. */
export const LineSchema = z.object({
  line: text(120),
  parentLine: z.string().max(120).optional(),
  sku: z.string().max(200).optional(),
  name: z.string().max(400).optional(),
  quantity: DecimalSchema,
  uom: z.string().max(32).optional(),
  baseQuantity: DecimalSchema.optional(),
  amounts: z.array(AmountSchema).max(64).optional(),
  reason: z.string().max(200).optional(),
});
export type Line = z.infer<typeof LineSchema>;

/** Another life that this event also belongs to, and the share of it that does. */
export const LinkSchema = z.object({
  correlationId: text(120),
  relation: z.enum(LIFE_RELATIONS).optional(),
  lines: z.array(LineSchema).max(2000).optional(),
  amounts: z.array(AmountSchema).max(200).optional(),
});
export type Link = z.infer<typeof LinkSchema>;

export const EventErrorSchema = z.object({
  class: z.enum(ERROR_CLASSES),
  code: z.string().max(200).optional(),
  message: z.string().max(4000).optional(),
  field: z.string().max(400).optional(),
});
export type EventError = z.infer<typeof EventErrorSchema>;

export const HoldSchema = z.object({
  holdId: text(200),
  scope: z.enum(HOLD_SCOPES).default('order'),
  reason: z.string().max(200).optional(),
  line: z.string().max(120).optional(),
  fulfillment: z.string().max(200).optional(),
});
export type Hold = z.infer<typeof HoldSchema>;

export const PromiseSchema = z.object({
  kind: z.enum(PROMISE_KINDS),
  due: z.iso.datetime({ offset: true }),
  duePrecision: z.enum(TIME_PRECISIONS).default('instant'),
  by: z.enum(PROMISE_BY).default('shown'),
  consent: z.enum(PROMISE_CONSENT).default('none'),
  line: z.string().max(120).optional(),
});
export type PromiseFact = z.infer<typeof PromiseSchema>;

export const DocumentSchema = z.object({
  type: z.enum(DOCUMENT_TYPES),
  number: z.string().max(200).optional(),
  grain: z.enum(DOCUMENT_GRAINS).default('order'),
  members: z.array(text(512)).max(10_000).optional(),
  controlTotal: DecimalSchema.optional(),
});
export type DocumentRef = z.infer<typeof DocumentSchema>;

export const InventorySchema = z.object({
  measure: z.enum(INVENTORY_MEASURES),
  quantity: DecimalSchema,
  sku: text(200),
  node: z.string().max(120).optional(),
  asOf: z.iso.datetime({ offset: true }).optional(),
});

/** What travels in a CloudEvent's `data`: everything of ours that is not a scalar. Unknown fields are kept. */
export const EventDataSchema = z.looseObject({
  keys: z.array(KeySchema).max(500).default([]),
  objects: z.array(ObjectRefSchema).max(2000).default([]),
  links: z.array(LinkSchema).max(1000).default([]),
  lines: z.array(LineSchema).max(2000).default([]),
  amounts: z.array(AmountSchema).max(200).default([]),
  amount: DecimalSchema.optional(),
  currency: CurrencySchema.optional(),
  error: EventErrorSchema.optional(),
  hold: HoldSchema.optional(),
  promise: PromiseSchema.optional(),
  document: DocumentSchema.optional(),
  inventory: InventorySchema.optional(),
  attributes: z.record(z.string().max(80), z.string().max(1000)).default({}),
  payload: record.optional(),
});
export type EventData = z.infer<typeof EventDataSchema>;

/**
 * One fact, in the past tense, as everything after intake sees it. Times are UTC milliseconds since the epoch.
 * `source` + `id` name the fact for ever; `occurredAt` is by the source's clock, `observedAt` by the collector's.
 */
export type BusinessEvent = {
  id: string;
  source: string;
  type: string;
  occurredAt: number;
  observedAt: number;
  timePrecision: (typeof TIME_PRECISIONS)[number];
  timeZone?: string | undefined;
  accountingDate?: string | undefined;
  period?: string | undefined;
  entity?: string | undefined;
  correlationId?: string | undefined;
  causationId?: string | undefined;
  revision?: string | undefined;
  corrects?: string | undefined;
  outcome: (typeof OUTCOMES)[number];
  traceparent?: string | undefined;
  dataschema?: string | undefined;
  /** Delivery ids under which this fact was sent: not part of its identity. */
  deliveryId?: string | undefined;
  data: EventData;
};
