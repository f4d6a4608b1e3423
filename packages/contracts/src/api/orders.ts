import * as z from 'zod';
import { HEALTH, KEY_ROLES, LIFE_ROOTS, PROGRESS, PROMISE_BY, PROMISE_KINDS } from '../words.ts';
import {
  AsOfSchema,
  CorrelationIdSchema,
  flag,
  InstantSchema,
  MoneySchema,
  pageOf,
  pageQuery,
} from './common.ts';
import { orderFilter } from './filter.ts';

export const ORDER_SORTS = [
  'placedAt',
  '-placedAt',
  'lastEventAt',
  '-lastEventAt',
  'promiseDue',
  '-promiseDue',
] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];

/** Query of `GET /orders`. */
export const OrdersQuerySchema = z.object({
  id: z.string().trim().min(1).max(512).optional().meta({
    description: 'Any business id, or the beginning of one (two characters or more), or a correlation id.',
  }),
  exact: flag().default(false).meta({ description: 'Match `id` whole, not as a beginning.' }),
  ...orderFilter,
  sort: z.enum(ORDER_SORTS).default('-placedAt'),
  ...pageQuery(),
});
export type OrdersQuery = z.output<typeof OrdersQuerySchema>;

/** A business id by which an order is known. */
export const OrderKeySchema = z
  .object({ namespace: z.string(), value: z.string(), scope: z.string(), role: z.enum(KEY_ROLES) })
  .meta({ id: 'OrderKey' });
export type OrderKey = z.infer<typeof OrderKeySchema>;

/** One order in a list. Unknown is null, never zero. */
export const OrderRowSchema = z
  .object({
    correlationId: CorrelationIdSchema,
    root: z.enum(LIFE_ROOTS),
    name: z.string().meta({ description: 'The business id to show: its first identity key, else any key.' }),
    keys: z.array(OrderKeySchema).meta({ description: 'At most 20, identity keys first.' }),
    progress: z.enum(PROGRESS).nullable(),
    open: z.boolean(),
    health: z.enum(HEALTH),
    blocked: z.boolean(),
    late: z.boolean(),
    placedAt: InstantSchema.nullable(),
    shippedAt: InstantSchema.nullable(),
    deliveredAt: InstantSchema.nullable(),
    firstEventAt: InstantSchema,
    lastEventAt: InstantSchema,
    lastObservedAt: InstantSchema,
    lastEventType: z.string(),
    promise: z
      .object({ kind: z.enum(PROMISE_KINDS), due: InstantSchema, by: z.enum(PROMISE_BY) })
      .nullable()
      .meta({ description: 'The promise that stands for the order as a whole.' }),
    value: z.array(MoneySchema).meta({ description: 'What was ordered, one sum per currency.' }),
    systems: z.array(z.string()).meta({ description: 'Sources that reported on it, `kind/instance`.' }),
    events: z.number().int(),
    attributes: z.record(z.string(), z.string()),
  })
  .meta({ id: 'OrderRow' });
export type OrderRow = z.infer<typeof OrderRowSchema>;

/** Answer of `GET /orders`. */
export const OrdersPageSchema = pageOf(OrderRowSchema)
  .extend({ asOf: AsOfSchema })
  .meta({ id: 'OrdersPage' });
export type OrdersPage = z.infer<typeof OrdersPageSchema>;
