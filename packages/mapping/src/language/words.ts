import * as z from 'zod';

/** Text with places for fields: `order/{order_id}:created`; `{{` and `}}` are plain braces. */
export const TemplateSchema = z
  .string()
  .max(2000)
  .meta({ description: 'Text; {path} stands for a field of the row. Example: "order/{order_id}:created".' });

/** Where a field is: `name`, `customer.address.city`, `lines[0].sku`, `['a.b']`, `$row.id`, `$parent.id`, `$line`. */
export const PathSchema = z.string().min(1).max(400).meta({
  description: 'A column, or a path into nested data: "customer.city", "lines[0].sku", "[\'a.b\']".',
});

const literal = z.union([z.string().max(2000), z.number(), z.boolean()]);

const valueParts = {
  value: TemplateSchema.optional(),
  first: z
    .array(TemplateSchema)
    .min(1)
    .max(20)
    .optional()
    .meta({ description: 'The first of these that is there.' }),
  map: z
    .record(z.string(), literal)
    .optional()
    .meta({ description: 'What each value of the field means; one that is not listed takes `else`.' }),
  else: literal
    .optional()
    .meta({ description: 'When the field is empty, or `map` does not list it. Without it: absent.' }),
  case: z.enum(['lower', 'upper']).optional(),
};

/** A text: a template, a plain number or boolean, or an object that says how to make one. */
export const ValueSchema = z.union([TemplateSchema, z.number(), z.boolean(), z.strictObject(valueParts)]);
export type ValueNode = z.infer<typeof ValueSchema>;

/** A decimal number, exact: how the file writes it, and what to make of it. */
export const NumberSchema = z.union([
  TemplateSchema,
  z.number(),
  z.strictObject({
    ...valueParts,
    decimal: z.enum(['.', ',']).optional().meta({ description: 'The decimal mark in the file.' }),
    thousands: z.enum(['.', ',', ' ', "'"]).optional().meta({ description: 'The mark between thousands.' }),
    shift: z
      .number()
      .int()
      .min(-12)
      .max(12)
      .optional()
      .meta({ description: 'Places to move the decimal point: -2 turns cents into units.' }),
    negate: z.boolean().optional(),
  }),
]);
export type NumberNode = z.infer<typeof NumberSchema>;

export const timeParts = {
  format: z.string().max(80).optional().meta({
    description:
      '"iso" (default), "epoch_s", "epoch_ms", or tokens such as "yyyy-MM-dd HH:mm:ss" or "dd.MM.yyyy".',
  }),
  zone: z.string().max(64).optional().meta({
    description:
      'Zone of times that name none: a fixed offset such as "-03:00", or an IANA zone such as "Europe/Berlin". Default UTC.',
  }),
  precision: z
    .enum(['instant', 'minute', 'day'])
    .optional()
    .meta({ description: 'How finely the source knows the time. Default "instant".' }),
};

/** A point in time. */
export const TimeSchema = z.union([TemplateSchema, z.strictObject({ ...valueParts, ...timeParts })]);
export type TimeNode = z.infer<typeof TimeSchema>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** When something applies. Of the words of one condition, all must hold. */
export type ConditionNode =
  | { present: string | string[] }
  | { absent: string | string[] }
  | {
      field: string;
      equals?: string | number | boolean | undefined;
      in?: (string | number | boolean)[] | undefined;
      matches?: string | undefined;
    }
  | { all: ConditionNode[] }
  | { any: ConditionNode[] }
  | { not: ConditionNode };

const paths = z.union([PathSchema, z.array(PathSchema).min(1).max(50)]);

export const ConditionSchema: z.ZodType<ConditionNode> = z
  .lazy(() =>
    z.union([
      z.strictObject({ present: paths }),
      z.strictObject({ absent: paths }),
      z
        .strictObject({
          field: PathSchema,
          equals: scalar.optional(),
          in: z.array(scalar).min(1).max(1000).optional(),
          matches: z.string().max(200).optional(),
        })
        .refine((test) => test.equals !== undefined || test.in !== undefined || test.matches !== undefined, {
          message: 'a condition on a field needs one of: equals, in, matches',
        }),
      z.strictObject({ all: z.array(ConditionSchema).min(1).max(50) }),
      z.strictObject({ any: z.array(ConditionSchema).min(1).max(50) }),
      z.strictObject({ not: ConditionSchema }),
    ]),
  )
  .meta({ id: 'Condition' });

/** A list stands for `all`. */
export const WhenSchema = z.union([ConditionSchema, z.array(ConditionSchema).min(1).max(50)]);
export type WhenNode = z.infer<typeof WhenSchema>;
