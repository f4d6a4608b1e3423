import * as z from 'zod';
import { EventErrorSchema } from '../event.ts';
import { ProblemSchema } from '../problem.ts';
import { LIFE_ROOTS, OUTCOMES, TIME_PRECISIONS } from '../words.ts';
import { AsOfSchema, CorrelationIdSchema, EventKeySchema, InstantSchema, MoneySchema } from './common.ts';
import { IdentitySchema } from './identity.ts';
import { LifecycleSchema } from './lifecycle.ts';
import { OrderKeySchema } from './orders.ts';

/** Path of everything about one order. */
export const OrderParamsSchema = z.object({
  id: z
    .string()
    .min(1)
    .max(512)
    .meta({ description: 'The correlation id, or any business id of the order.' }),
});

/** Query of `GET /orders/{id}`. */
export const OrderQuerySchema = z.object({
  namespace: z.string().max(80).optional().meta({ description: 'Read `id` in this namespace only.' }),
  scope: z.string().max(120).optional().meta({ description: 'Read `id` in this scope only.' }),
  at: InstantSchema.optional().meta({ description: 'The world at this instant.' }),
  knownAt: InstantSchema.optional().meta({ description: 'What the platform knew at this instant.' }),
});
export type OrderQuery = z.output<typeof OrderQuerySchema>;

/** Why an event belongs to the order. `text` is a sentence for people. */
export const WhySchema = z
  .object({
    kind: z.enum(['identity', 'part', 'link', 'join', 'explicit', 'none']),
    namespace: z.string().nullable(),
    value: z.string().nullable(),
    scope: z.string().nullable(),
    text: z.string(),
  })
  .meta({ id: 'Why' });

/** One fact of the order, with both times and the reason it is here. */
export const OrderEventSchema = z
  .object({
    eventKey: EventKeySchema,
    id: z.string(),
    source: z.string(),
    system: z.string().meta({ description: 'Kind of the source: commerce, oms, wms, erp, ...' }),
    type: z.string(),
    occurredAt: InstantSchema,
    observedAt: InstantSchema,
    timePrecision: z.enum(TIME_PRECISIONS),
    timeZone: z.string().nullable(),
    clockOutOfRange: z.boolean(),
    outcome: z.enum(OUTCOMES),
    error: EventErrorSchema.nullable(),
    amount: MoneySchema.nullable(),
    revision: z.string().nullable(),
    corrects: z.string().nullable().meta({ description: 'Id of the fact that this one takes back.' }),
    correlationId: z.string().nullable().meta({ description: 'As the sender gave it.' }),
    causationId: z.string().nullable(),
    deliveryId: z.string().nullable(),
    traceparent: z.string().nullable(),
    accountingDate: z.string().nullable(),
    period: z.string().nullable(),
    entity: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    data: z
      .record(z.string(), z.unknown())
      .meta({ description: 'keys, objects, lines, amounts, promise, hold, ...' }),
    hasPayload: z.boolean().meta({ description: 'Whether the original bytes can be opened.' }),
    home: CorrelationIdSchema.nullable().meta({
      description: 'The life it is stored under; null if it is only linked.',
    }),
    why: z.array(WhySchema),
  })
  .meta({ id: 'OrderEvent' });
export type OrderEvent = z.infer<typeof OrderEventSchema>;

/** Answer of `GET /orders/{id}`. */
export const OrderSchema = z
  .object({
    correlationId: CorrelationIdSchema,
    root: z.enum(LIFE_ROOTS),
    name: z.string(),
    names: z.array(OrderKeySchema),
    asOf: AsOfSchema,
    lifecycle: LifecycleSchema,
    events: z.array(OrderEventSchema).meta({ description: 'In order of occurrence, at most 2,000.' }),
    eventsTotal: z.number().int(),
    identity: IdentitySchema,
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof OrderSchema>;

/** Path of one event of an order. */
export const OrderEventParamsSchema = OrderParamsSchema.extend({ eventKey: EventKeySchema });

/** The original bytes that brought an event, opened on purpose and audited. */
export const PayloadSchema = z
  .object({
    contentType: z.string(),
    bytes: z.number().int(),
    index: z.number().int().meta({ description: 'Place of the event in a batch, from 0.' }),
    encoding: z.enum(['utf8', 'base64']),
    body: z.string(),
  })
  .meta({ id: 'Payload' });
export type Payload = z.infer<typeof PayloadSchema>;

/** One order that an ambiguous business id may mean. */
export const CandidateSchema = z
  .object({
    correlationId: CorrelationIdSchema,
    namespace: z.string(),
    value: z.string(),
    scope: z.string(),
    firstSeenAt: InstantSchema.meta({ description: 'When the id was first shown on it.' }),
  })
  .meta({ id: 'Candidate' });
export type Candidate = z.infer<typeof CandidateSchema>;

/** Body of the 409 when a business id names several orders: choose one. */
export const AmbiguousSchema = ProblemSchema.extend({ candidates: z.array(CandidateSchema) }).meta({
  id: 'Ambiguous',
});
export type Ambiguous = z.infer<typeof AmbiguousSchema>;
