import * as z from 'zod';
import { PROGRESS } from '../words.ts';
import { AsOfSchema, listOf } from './common.ts';
import { orderFilter } from './filter.ts';

const count = z.number().int().nonnegative();

/** Query of `GET /stats/orders`: the list's filter, and the ages asked about. */
export const OrderStatsQuerySchema = z.object({
  ...orderFilter,
  olderThan: listOf(z.coerce.number().positive().max(87_600))
    .default([72, 168])
    .meta({ description: 'Hours; how many orders not handed over were placed longer ago than each.' }),
});
export type OrderStatsQuery = z.output<typeof OrderStatsQuerySchema>;

/** Answer of `GET /stats/orders`. Every count is of distinct orders unless it says otherwise. */
export const OrderStatsSchema = z
  .object({
    asOf: AsOfSchema,
    total: count,
    open: count.meta({ description: 'Not delivered, closed or cancelled.' }),
    openNotHandedOver: count.meta({ description: 'Open, and no carrier has it.' }),
    openNotHandedOverOlderThan: z.array(z.object({ hours: z.number(), count })),
    openPastPromise: count.meta({ description: 'Open at `asOf.at` although promised for before.' }),
    delivered: count,
    late: count.meta({ description: 'Delivered after the promised instant.' }),
    lateOrPastPromise: count.meta({
      description: '`late` and `openPastPromise` together: what `late=true` lists.',
    }),
    neverApproved: count,
    neverHandedOver: count,
    neverDelivered: count,
    outOfOrder: z.object({
      handedOverBeforeApproval: count,
      deliveredBeforeHandedOver: count,
    }),
    byProgress: z.array(z.object({ progress: z.enum(PROGRESS), count, open: count })),
    noProgress: count.meta({ description: 'Orders of which no milestone is known.' }),
    facts: z.object({
      lifecycle: count.meta({ description: 'Distinct facts about these orders other than promises.' }),
      promises: count.meta({ description: 'Distinct `promise.set` and `promise.changed`.' }),
    }),
  })
  .meta({ id: 'OrderStats' });
export type OrderStats = z.infer<typeof OrderStatsSchema>;

/** A stretch between two milestones, written `placed-approved`. */
export const StageSchema = z
  .string()
  .regex(
    new RegExp(`^(${PROGRESS.join('|')})-(${PROGRESS.join('|')})$`),
    'two milestones with a hyphen, such as "placed-approved"',
  );

/** Query of `GET /stats/stages`. */
export const StageStatsQuerySchema = z.object({
  ...orderFilter,
  stages: listOf(StageSchema).default([
    'placed-approved',
    'approved-shipped',
    'shipped-delivered',
    'placed-delivered',
  ]),
});
export type StageStatsQuery = z.output<typeof StageStatsQuerySchema>;

const hours = z.number().nullable();

/** Answer of `GET /stats/stages`: hours between milestones; a percentile is the value at index int(p x n) of the sorted ones. */
export const StageStatsSchema = z
  .object({
    asOf: AsOfSchema,
    unit: z.literal('h'),
    stages: z.array(
      z.object({
        from: z.enum(PROGRESS),
        to: z.enum(PROGRESS),
        orders: count.meta({ description: 'Orders that have both milestones.' }),
        waiting: count.meta({
          description: 'Orders that have the first and not yet the second, still open.',
        }),
        p50: hours,
        p90: hours,
        p95: hours,
        p99: hours,
        min: hours,
        max: hours,
      }),
    ),
  })
  .meta({ id: 'StageStats' });
export type StageStats = z.infer<typeof StageStatsSchema>;
