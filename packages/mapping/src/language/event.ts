import { EVENT_TYPES, KeyNamespaceSchema } from '@throughline/contracts';
import * as z from 'zod';
import { NumberSchema, PathSchema, TemplateSchema, TimeSchema, ValueSchema, WhenSchema } from './words.ts';

const repeated = {
  each: PathSchema.optional().meta({
    description:
      'Repeat for each element of this list, or each row of this side file; paths then start there.',
  }),
  when: WhenSchema.optional(),
};

export const KeyNodeSchema = z.strictObject({
  ...repeated,
  namespace: KeyNamespaceSchema.shape.namespace,
  value: ValueSchema,
  scope: ValueSchema.optional(),
});

export const ObjectNodeSchema = z.strictObject({
  ...repeated,
  type: ValueSchema,
  id: ValueSchema,
  qualifier: ValueSchema.optional(),
});

/** Amounts of one component, tender, basis and currency are added, exactly. */
export const AmountNodeSchema = z.strictObject({
  ...repeated,
  component: ValueSchema,
  tender: ValueSchema.optional(),
  basis: ValueSchema.optional(),
  value: NumberSchema,
  currency: ValueSchema.optional(),
  rate: NumberSchema.optional(),
});

export const LineNodeSchema = z.strictObject({
  ...repeated,
  line: ValueSchema,
  parentLine: ValueSchema.optional(),
  sku: ValueSchema.optional(),
  name: ValueSchema.optional(),
  quantity: NumberSchema,
  uom: ValueSchema.optional(),
  baseQuantity: NumberSchema.optional(),
  reason: ValueSchema.optional(),
  amounts: z.array(AmountNodeSchema).max(64).optional(),
});

export const HoldNodeSchema = z.strictObject({
  holdId: ValueSchema,
  scope: ValueSchema.optional(),
  reason: ValueSchema.optional(),
  line: ValueSchema.optional(),
  fulfillment: ValueSchema.optional(),
});

export const PromiseNodeSchema = z.strictObject({
  kind: ValueSchema,
  due: TimeSchema,
  by: ValueSchema.optional(),
  consent: ValueSchema.optional(),
  line: ValueSchema.optional(),
});

export const DocumentNodeSchema = z.strictObject({
  type: ValueSchema,
  number: ValueSchema.optional(),
  grain: ValueSchema.optional(),
  controlTotal: NumberSchema.optional(),
  members: z.strictObject({ ...repeated, value: ValueSchema }).optional(),
});

export const InventoryNodeSchema = z.strictObject({
  measure: ValueSchema,
  quantity: NumberSchema,
  sku: ValueSchema,
  node: ValueSchema.optional(),
  asOf: TimeSchema.optional(),
});

export const ErrorNodeSchema = z.strictObject({
  class: ValueSchema,
  code: ValueSchema.optional(),
  message: ValueSchema.optional(),
  field: ValueSchema.optional(),
});

const named = z.record(
  z.string().regex(/^(?!__proto__$).{1,80}$/s, 'a name of 1 to 80 characters'),
  ValueSchema,
);

/** What an event may say besides type, id and time; `defaults` says it for all events. */
export const sharedParts = {
  source: TemplateSchema.optional().meta({
    description:
      'Who says it: "psp" (a kind, at the instance of the import), or "psp/{$instance}", "wms/east".',
  }),
  keys: z.array(KeyNodeSchema).max(100).optional(),
  objects: z.array(ObjectNodeSchema).max(100).optional(),
  attributes: named.optional(),
  entity: ValueSchema.optional(),
  revision: ValueSchema.optional(),
};

/** One kind of event that a row may give. */
export const EventNodeSchema = z.strictObject({
  ...sharedParts,
  ...repeated,
  type: z.enum(EVENT_TYPES),
  id: TemplateSchema.meta({
    description:
      'Names the fact for ever, within its source: from object, kind and version, never from a delivery.',
  }),
  time: TimeSchema,
  lines: z.array(LineNodeSchema).max(20).optional(),
  amounts: z.array(AmountNodeSchema).max(100).optional(),
  amount: NumberSchema.optional().meta({
    description: 'Total in the shop basis. Default: the sum of its amounts.',
  }),
  currency: ValueSchema.optional(),
  hold: HoldNodeSchema.optional(),
  promise: PromiseNodeSchema.optional(),
  document: DocumentNodeSchema.optional(),
  inventory: InventoryNodeSchema.optional(),
  error: ErrorNodeSchema.optional(),
  outcome: ValueSchema.optional(),
  accountingDate: TimeSchema.optional(),
  period: ValueSchema.optional(),
  correlationId: ValueSchema.optional(),
  causationId: ValueSchema.optional(),
  corrects: ValueSchema.optional(),
  traceparent: ValueSchema.optional(),
  deliveryId: ValueSchema.optional(),
  payload: named.optional(),
});
export type EventNode = z.infer<typeof EventNodeSchema>;
export type KeyNode = z.infer<typeof KeyNodeSchema>;
export type ObjectNode = z.infer<typeof ObjectNodeSchema>;
export type AmountNode = z.infer<typeof AmountNodeSchema>;
export type LineNode = z.infer<typeof LineNodeSchema>;
