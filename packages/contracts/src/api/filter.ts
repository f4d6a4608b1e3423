import * as z from 'zod';
import { LIFE_ROOTS, PROGRESS } from '../words.ts';
import { flag, InstantSchema, listOf } from './common.ts';

/** Attributes that have a column of their own, as they are called in queries and rows. */
export const COMMON_ATTRIBUTES = [
  'market',
  'channel',
  'node',
  'carrier',
  'service_level',
  'sku_group',
  'connector',
  'api_version',
] as const;
export type CommonAttribute = (typeof COMMON_ATTRIBUTES)[number];

/** One attribute and the values meant, written `name:value,value`. */
export const AttributeTestSchema = z
  .string()
  .max(2000)
  .regex(/^[A-Za-z0-9_.-]{1,80}:.+$/, '"name:value" or "name:value,value", such as "final_status:canceled"')
  .transform((text) => {
    const colon = text.indexOf(':');
    return { name: text.slice(0, colon), values: text.slice(colon + 1).split(',') };
  });
export type AttributeTest = z.output<typeof AttributeTestSchema>;

/** Conditions on attributes in a query: `name:value,value`, repeatable. */
export const attributeTests = (description: string) =>
  z
    .preprocess(
      (value) => (value === undefined || Array.isArray(value) ? value : [value]),
      z.array(AttributeTestSchema).max(20),
    )
    .optional()
    .meta({ description, override: { type: 'array', items: { type: 'string' } } });

/** Which orders are meant: shared by the list and every figure over orders, so that a number opens its orders. */
export const orderFilter = {
  root: z
    .enum(LIFE_ROOTS)
    .optional()
    .meta({ description: 'What the life is rooted in. Default: order; any, where an id is asked for.' }),
  progress: listOf(z.enum(PROGRESS))
    .optional()
    .meta({ description: 'Any of these stages, comma separated.' }),
  open: flag().optional().meta({ description: 'Open is not delivered, closed or cancelled.' }),
  blocked: flag().optional().meta({ description: 'Whether a hold is in place.' }),
  late: flag().optional().meta({
    description: 'Delivered after the promised instant, or open past it.',
  }),
  placedFrom: InstantSchema.optional().meta({ description: 'Placed at this instant or after it.' }),
  placedTo: InstantSchema.optional().meta({ description: 'Placed strictly before this instant.' }),
  attr: attributeTests('Keep orders whose attribute has one of the values: `name:value,value`; repeatable.'),
  exclude: attributeTests(
    'Leave out orders whose attribute has one of the values: `name:value,value`; repeatable.',
  ),
  at: InstantSchema.optional().meta({
    description:
      'The world at this instant: facts that occurred until then, clocks judged then. Default: now.',
  }),
  knownAt: InstantSchema.optional().meta({
    description:
      'What the platform knew at this instant. Served for one order; refused for lists and figures.',
  }),
};
