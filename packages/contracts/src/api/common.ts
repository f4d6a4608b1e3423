import * as z from 'zod';
import { CurrencySchema, DecimalSchema } from '../money.ts';

/** An instant on the wire: ISO 8601 in UTC with milliseconds. */
export const InstantSchema = z.iso.datetime({ offset: true }).meta({ description: 'ISO 8601 instant' });

/** The id of a life: `c` and 26 characters of Crockford base32, lower case. */
export const CorrelationIdSchema = z
  .string()
  .regex(/^c[0-7][0-9a-hjkmnp-tv-z]{25}$/)
  .meta({ id: 'CorrelationId', description: 'Names one life (an order, mostly). Opaque and URL safe.' });

/** The key of one fact: 32 hexadecimal digits. */
export const EventKeySchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'an event key: 32 lower-case hexadecimal digits')
  .meta({
    id: 'EventKey',
    description: 'Names one fact: the first 128 bits of SHA-256 over workspace, source and id.',
  });

/** An exact sum in one currency. */
export const MoneySchema = z
  .object({ currency: CurrencySchema, amount: DecimalSchema })
  .meta({ id: 'Money', description: 'A decimal string in one currency; sums never cross currencies.' });
export type Money = z.infer<typeof MoneySchema>;

/** The two instants a reader looked from: the world at `at`, and what the platform knew at `knownAt`. */
export const AsOfSchema = z.object({ at: InstantSchema, knownAt: InstantSchema.nullable() });

const CursorSchema = z
  .string()
  .max(2000)
  .meta({ description: 'Opaque; from `nextCursor` of the page before. Valid for the same query only.' });

/** Page size and cursor of a list; at most `max` rows a page. */
export const pageQuery = (max = 500, size = 50) => ({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(max)
    .default(size)
    .meta({ description: `Rows a page, at most ${max}.` }),
  cursor: CursorSchema.optional(),
});

/** A page of `item`: `total` counts the whole filter exactly, `nextCursor` is null on the last page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    total: z.number().int().nonnegative(),
    nextCursor: z.string().nullable(),
  });

/** A list in a query string, given as `a,b`, as a repeated parameter, or both. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      value === undefined
        ? undefined
        : (Array.isArray(value) ? value : [value])
            .flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]))
            .map((part) => (typeof part === 'string' ? part.trim() : part))
            .filter((part) => part !== ''),
    z.array(item).max(100),
  );

/** `true` or `false` in a query string. */
export const flag = () =>
  z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] }).meta({ override: { type: 'boolean' } });
