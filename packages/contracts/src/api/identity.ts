import * as z from 'zod';
import { KEY_ROLES, LIFE_ROOTS } from '../words.ts';
import { CorrelationIdSchema, EventKeySchema, InstantSchema } from './common.ts';

const keyShape = { namespace: z.string(), value: z.string(), scope: z.string() };

/** A business id of the order, which fact showed it first, and the lives of the order that carry it. */
export const IdentityKeySchema = z
  .object({
    ...keyShape,
    role: z.enum(KEY_ROLES).meta({ description: 'As judged now: a conflict or a cut turns a key shared.' }),
    firstEventKey: EventKeySchema,
    firstSource: z.string(),
    firstType: z.string(),
    occurredAt: InstantSchema,
    observedAt: InstantSchema,
    events: z.number().int().meta({ description: 'How many facts of the order carry it.' }),
    lives: z.array(CorrelationIdSchema),
  })
  .meta({ id: 'IdentityKey' });

/** Two lives that proved to be one order: `loser` reads as `survivor` while the join stands. */
export const IdentityJoinSchema = z
  .object({
    loser: CorrelationIdSchema,
    survivor: CorrelationIdSchema,
    ...keyShape,
    eventKey: EventKeySchema.nullable().meta({ description: 'The fact that showed the joining key.' }),
    observedAt: InstantSchema,
    standing: z.boolean().meta({ description: 'False once a later fact or a cut took the join back.' }),
  })
  .meta({ id: 'IdentityJoin' });

/** A key that would have melted different orders into one, and so only links them. */
export const IdentityConflictSchema = z
  .object({
    ...keyShape,
    reason: z.string(),
    lives: z.array(CorrelationIdSchema),
    observedAt: InstantSchema,
    standing: z.boolean(),
  })
  .meta({ id: 'IdentityConflict' });

/** A person's decision that a key joins nothing. */
export const IdentityCutSchema = z
  .object({ ...keyShape, by: z.string(), note: z.string(), observedAt: InstantSchema, standing: z.boolean() })
  .meta({ id: 'IdentityCut' });

/** A fact of another life, or of none, that a shared key links to this order. */
export const IdentityLinkSchema = z
  .object({
    ...keyShape,
    eventKey: EventKeySchema,
    home: CorrelationIdSchema.nullable(),
    type: z.string(),
    occurredAt: InstantSchema,
    standing: z.boolean(),
  })
  .meta({ id: 'IdentityLink' });

/** Answer of `GET /orders/{id}/identity`: why these events are one order. */
export const IdentitySchema = z
  .object({
    correlationId: CorrelationIdSchema,
    root: z.enum(LIFE_ROOTS),
    finding: z
      .string()
      .meta({ description: 'One sentence, such as "38 events are one order by 7 keys, no conflict".' }),
    lives: z
      .array(CorrelationIdSchema)
      .meta({ description: 'The ids its events are stored under; the first is its name.' }),
    keys: z.array(IdentityKeySchema),
    joins: z.array(IdentityJoinSchema),
    conflicts: z.array(IdentityConflictSchema),
    cuts: z.array(IdentityCutSchema),
    links: z.array(IdentityLinkSchema),
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof IdentitySchema>;

/** Body of `POST /orders/{id}/identity/cuts`: make a key join nothing (`cut`), or let it join again (`uncut`). */
export const CutBodySchema = z.object({
  action: z.enum(['cut', 'uncut']),
  namespace: z.string().min(1).max(80),
  value: z.string().min(1).max(512),
  scope: z.string().max(120).default(''),
  note: z.string().trim().min(1, 'say why, for whoever reads the audit').max(1000),
});
export type CutBody = z.output<typeof CutBodySchema>;

/** Something taken on, done when the collector has drained it. */
export const AcceptedSchema = z
  .object({ accepted: z.literal(true), detail: z.string() })
  .meta({ id: 'Accepted' });
