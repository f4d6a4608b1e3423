import * as z from 'zod';
import { CorrelationIdSchema, EventKeySchema, InstantSchema, listOf, pageOf, pageQuery } from './common.ts';
import { IdentityConflictSchema } from './identity.ts';

const count = z.number().int().nonnegative();

/** What a source sends us, and up to when we know that we have all of it. */
export const FeedSchema = z
  .object({
    source: z.string(),
    system: z.string(),
    completeThrough: InstantSchema.nullable().meta({ description: 'Null: nothing has said so yet.' }),
    kind: z.string().nullable().meta({ description: 'What said so: import, heartbeat, batch, poll.' }),
    evidence: z.string().nullable(),
    declaredAt: InstantSchema.nullable(),
    events: count,
    firstEventAt: InstantSchema.nullable(),
    lastEventAt: InstantSchema.nullable(),
    lastObservedAt: InstantSchema.nullable(),
    deadLetters: count.meta({ description: 'Waiting ones.' }),
  })
  .meta({ id: 'Feed' });
export const FeedsSchema = z.object({ items: z.array(FeedSchema) }).meta({ id: 'Feeds' });
export type Feeds = z.infer<typeof FeedsSchema>;

/** Something that could not be processed, kept whole. */
export const DeadLetterSchema = z
  .object({
    id: z.string(),
    source: z.string(),
    adapter: z.string(),
    reason: z.string(),
    pointer: z.string().meta({ description: 'RFC 6901; empty for the whole body.' }),
    detail: z.string(),
    remedy: z.string(),
    line: z.number().int().nullable(),
    receivedAt: InstantSchema,
    state: z.string(),
    hasRaw: z.boolean(),
  })
  .meta({ id: 'DeadLetter' });
export const DeadLettersQuerySchema = z.object({
  source: listOf(z.string().max(120)).optional(),
  reason: listOf(z.string().max(200)).optional(),
  state: listOf(z.string().max(40)).optional(),
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
  ...pageQuery(),
});
export type DeadLettersQuery = z.output<typeof DeadLettersQuerySchema>;
export const DeadLettersPageSchema = pageOf(DeadLetterSchema)
  .extend({ reasons: z.array(z.object({ reason: z.string(), source: z.string(), count })) })
  .meta({ id: 'DeadLettersPage' });
export type DeadLettersPage = z.infer<typeof DeadLettersPageSchema>;
export const DeadLetterParamsSchema = z.object({
  id: z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits'),
});

/** A fact that belongs to no order yet. */
export const OrphanSchema = z
  .object({
    eventKey: EventKeySchema,
    source: z.string(),
    type: z.string(),
    occurredAt: InstantSchema,
    observedAt: InstantSchema,
    keys: z.array(z.object({ namespace: z.string(), value: z.string(), scope: z.string() })),
  })
  .meta({ id: 'Orphan' });
export const OrphansQuerySchema = z.object({
  source: listOf(z.string().max(120)).optional(),
  type: listOf(z.string().max(200)).optional(),
  ...pageQuery(),
});
export type OrphansQuery = z.output<typeof OrphansQuerySchema>;
export const OrphansPageSchema = pageOf(OrphanSchema).meta({ id: 'OrphansPage' });
export type OrphansPage = z.infer<typeof OrphansPageSchema>;

export const ConflictsQuerySchema = z.object({
  life: CorrelationIdSchema.optional().meta({ description: 'Conflicts that concern this life.' }),
  ...pageQuery(),
});
export type ConflictsQuery = z.output<typeof ConflictsQuerySchema>;
export const ConflictsPageSchema = pageOf(IdentityConflictSchema).meta({ id: 'ConflictsPage' });
export type ConflictsPage = z.infer<typeof ConflictsPageSchema>;

/** One run of an import of files. */
export const ImportRunSchema = z
  .object({
    importId: z.string(),
    source: z.string(),
    file: z.string(),
    mapping: z.string(),
    state: z.enum(['started', 'running', 'finished', 'failed']),
    rows: count,
    events: count,
    deadLetters: count,
    completeThrough: InstantSchema.nullable(),
    startedAt: InstantSchema,
    updatedAt: InstantSchema,
    drops: z.record(z.string(), count).meta({ description: 'Rows that made no event, by reason.' }),
  })
  .meta({ id: 'ImportRun' });
export const ImportsPageSchema = pageOf(ImportRunSchema).meta({ id: 'ImportsPage' });
export type ImportsPage = z.infer<typeof ImportsPageSchema>;
export const ImportsQuerySchema = z.object({ ...pageQuery() });
