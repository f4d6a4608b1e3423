import * as z from 'zod';
import { AMOUNT_BASES, AMOUNT_COMPONENTS } from './words.ts';

/** Decimal string that fits `Decimal(38,6)`: up to 32 integer digits and 6 decimals, never a float. */
export const DecimalSchema = z
  .string()
  .regex(/^-?\d{1,32}(\.\d{1,6})?$/, 'a decimal string with at most 6 decimals, such as "49.90"');
/** ISO 4217 alphabetic code. */
export const CurrencySchema = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code, such as "EUR"');

/** One component of money, in one currency, on one basis. */
export const AmountSchema = z.object({
  component: z.enum(AMOUNT_COMPONENTS),
  tender: z.string().max(64).optional(),
  basis: z.enum(AMOUNT_BASES).default('shop'),
  amount: DecimalSchema,
  currency: CurrencySchema,
  rate: DecimalSchema.optional(),
});
export type Amount = z.infer<typeof AmountSchema>;
