import * as z from 'zod';
import { CurrencySchema, DecimalSchema } from './money.ts';

const text = z.string().max(1000);
const texts = z.array(text).min(1).max(500);

/** What an attribute must be: this text, one of these, none of these, or there at all (`exists`). */
export const AttributeConditionSchema = z.union(
  [text, texts, z.strictObject({ not: z.union([text, texts]) }), z.strictObject({ exists: z.boolean() })],
  {
    error:
      'should be a text, a list of texts, { not: text or list } or { exists: true|false }; write numbers and yes/no in quotes',
  },
);
export type AttributeCondition = z.infer<typeof AttributeConditionSchema>;

/** Money of the order as placed: at least, and below; of another currency it is not met. */
export const ValueConditionSchema = z
  .strictObject({
    currency: CurrencySchema,
    atLeast: DecimalSchema.optional(),
    below: DecimalSchema.optional(),
  })
  .refine((value) => value.atLeast !== undefined || value.below !== undefined, 'atLeast or below is missing');
export type ValueCondition = z.infer<typeof ValueConditionSchema>;

/**
 * A condition on an object: every attribute named must agree, and `orderValue` if given. An attribute that the object
 * lacks agrees only with `not` and `exists: false`.
 */
export const WhenSchema = z
  .object({ orderValue: ValueConditionSchema.optional() })
  .catchall(AttributeConditionSchema)
  .refine(
    (when) => Object.keys(when).length > 0,
    'names no attribute; leave `when` out to mean every object',
  );
export type When = z.infer<typeof WhenSchema>;

/** `value` where `when` holds; without `when`, always. */
export type Threshold<T> = { when?: When | undefined; value: T };

/** A value, or an ordered list of `when` → value of which the first that holds counts; a list of thresholds once read. */
export const thresholds = <T extends z.ZodType>(value: T) =>
  z.union([
    value.transform((only): Threshold<z.output<T>>[] => [{ value: only }]),
    z
      .array(z.strictObject({ when: WhenSchema.optional(), value }))
      .min(1)
      .max(200)
      .superRefine((list, context) => {
        list.forEach(({ when }, index) => {
          if (when || index === list.length - 1) return;
          context.addIssue({
            code: 'custom',
            path: [index],
            message: 'has no `when`, so nothing after it can ever hold; put it last',
          });
        });
      })
      .transform((list) => list as Threshold<z.output<T>>[]),
  ]);
