import * as z from 'zod';
import { EXCEPTION_STATES, EXCEPTION_TRANSITIONS, SEVERITIES } from '../detection-words.ts';
import { DecimalSchema } from '../money.ts';
import { CLOCK_STATES, PROGRESS } from '../words.ts';
import {
  AsOfSchema,
  CorrelationIdSchema,
  EventKeySchema,
  flag,
  InstantSchema,
  listOf,
  MoneySchema,
  pageOf,
  pageQuery,
} from './common.ts';
import { attributeTests } from './filter.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits');
const count = z.number().int().nonnegative();
const person = z.string().trim().min(1).max(200);

export const EXCEPTION_SORTS = [
  'due',
  '-due',
  'opened',
  '-opened',
  'severity',
  '-severity',
  'value',
  '-value',
  'updated',
  '-updated',
] as const;
export type ExceptionSort = (typeof EXCEPTION_SORTS)[number];

/** Which exceptions are meant: shared by the list and the figures over it, so that a number opens its exceptions. */
export const exceptionFilter = {
  rule: listOf(z.string().max(120)).optional().meta({ description: 'Any of these rules, comma separated.' }),
  severity: listOf(z.enum(SEVERITIES)).optional(),
  state: listOf(z.enum(EXCEPTION_STATES))
    .optional()
    .meta({ description: 'Default: all that are not resolved.' }),
  point: z.coerce.number().int().min(0).max(99).optional().meta({
    description: 'At least this bucket of its rule, from 1.',
  }),
  owner: z.string().max(200).optional().meta({ description: 'Whose; `none`: nobody’s.' }),
  order: z.string().trim().min(1).max(512).optional().meta({
    description: 'Of one order: any business id, whole, or a correlation id.',
  }),
  progress: listOf(z.enum(PROGRESS)).optional().meta({ description: 'How far the order is now.' }),
  attr: attributeTests(
    'Keep exceptions of orders whose attribute has one of the values: `name:value,value`; repeatable.',
  ),
  exclude: attributeTests(
    'Leave out exceptions of orders whose attribute has one of the values: `name:value,value`; repeatable.',
  ),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  minValue: DecimalSchema.optional().meta({ description: 'Worth at least this; needs `currency`.' }),
  historical: flag().optional().meta({
    description: 'Whether the deadline was long past when it was first judged.',
  }),
  shadow: flag().default(false).meta({ description: 'Those of rules that only measure, too.' }),
  dueFrom: InstantSchema.optional(),
  dueTo: InstantSchema.optional(),
  at: InstantSchema.optional().meta({
    description: 'Exceptions as the facts had them at this instant. Default: now.',
  }),
};

/** Query of `GET /exceptions`. */
export const ExceptionsQuerySchema = z.object({
  ...exceptionFilter,
  sort: z.enum(EXCEPTION_SORTS).default('-severity'),
  ...pageQuery(),
});
export type ExceptionsQuery = z.output<typeof ExceptionsQuerySchema>;

/** One exception in a list: one rule on one object. `at` asked for: as the facts had it then. */
export const ExceptionRowSchema = z
  .object({
    id,
    rule: z.string(),
    title: z.string(),
    object: z.string().meta({ description: 'The order, `<order>/<line>`, or a source.' }),
    order: z
      .object({ correlationId: CorrelationIdSchema, name: z.string(), progress: z.enum(PROGRESS).nullable() })
      .nullable()
      .meta({ description: 'Null where it is about a feed.' }),
    line: z.string().nullable(),
    state: z.enum(EXCEPTION_STATES),
    resolvedBy: z.string().nullable(),
    severity: z.enum(SEVERITIES),
    point: count.meta({ description: 'Which bucket of its rule, from 1; 0 where it has none.' }),
    dueAt: InstantSchema,
    openedAt: InstantSchema,
    closedAt: InstantSchema.nullable(),
    reopened: count,
    historical: z.boolean(),
    inherited: z.boolean(),
    because: z.string(),
    detail: z.string(),
    value: MoneySchema.nullable(),
    attributes: z.record(z.string(), z.string()),
    owner: z.string().nullable(),
    acknowledgedBy: z.string().nullable(),
    acknowledgedAt: InstantSchema.nullable(),
    firstSeenAt: InstantSchema,
    updatedAt: InstantSchema,
  })
  .meta({ id: 'ExceptionRow' });
export type ExceptionRow = z.infer<typeof ExceptionRowSchema>;

/** Answer of `GET /exceptions`. */
export const ExceptionsPageSchema = pageOf(ExceptionRowSchema)
  .extend({ asOf: AsOfSchema })
  .meta({ id: 'ExceptionsPage' });
export type ExceptionsPage = z.infer<typeof ExceptionsPageSchema>;

export const ExceptionParamsSchema = z.object({ id });

/** What facts or people did to an exception, oldest first. */
export const ExceptionHistorySchema = z
  .object({
    kind: z.enum([...EXCEPTION_TRANSITIONS, 'acknowledged', 'owner', 'note']),
    at: InstantSchema.meta({ description: 'When it came true.' }),
    recordedAt: InstantSchema.meta({ description: 'When the platform found it, or the person did it.' }),
    actor: z.string().nullable().meta({ description: 'Null: the facts.' }),
    severity: z.enum(SEVERITIES),
    point: count,
    dueAt: InstantSchema,
    because: z.string(),
    correction: z.boolean().meta({ description: 'Facts that came late changed what had been recorded.' }),
    historical: z.boolean(),
    note: z.string(),
  })
  .meta({ id: 'ExceptionHistory' });

/** What a clock became; append-only. */
export const VerdictRowSchema = z
  .object({
    id,
    clockId: id,
    rule: z.string(),
    version: z.number().int(),
    line: z.string().nullable(),
    state: z.enum(CLOCK_STATES),
    point: count,
    severity: z.enum(SEVERITIES),
    at: InstantSchema.meta({ description: 'From when it holds.' }),
    due: InstantSchema,
    start: z.object({ eventKey: EventKeySchema, at: InstantSchema }),
    stop: z.object({ eventKey: EventKeySchema, at: InstantSchema }).nullable(),
    corrects: id.nullable(),
    judgedAt: InstantSchema,
    cursor: z.string().meta({ description: 'What had been read when it was found.' }),
  })
  .meta({ id: 'VerdictRow' });

/** Answer of `GET /exceptions/{id}`: with its history, its clock's verdicts, and the events that they rest on. */
export const ExceptionSchema = z
  .object({
    exception: ExceptionRowSchema,
    runbook: z.string().nullable(),
    question: z.string().nullable(),
    history: z.array(ExceptionHistorySchema),
    verdicts: z.array(VerdictRowSchema),
    evidence: z.array(
      z.object({
        eventKey: EventKeySchema,
        source: z.string(),
        type: z.string(),
        occurredAt: InstantSchema,
        observedAt: InstantSchema,
        outcome: z.string(),
        error: z.string().nullable(),
        role: z.enum(['start', 'stop', 'error']),
      }),
    ),
  })
  .meta({ id: 'Exception' });
export type ExceptionAnswer = z.infer<typeof ExceptionSchema>;

export const AcknowledgeBodySchema = z.object({ note: z.string().max(4000).default('') });
export const OwnerBodySchema = z.object({
  owner: person.nullable().meta({ description: 'Null: nobody.' }),
  note: z.string().max(4000).default(''),
});
export const NoteBodySchema = z.object({ note: z.string().trim().min(1).max(4000) });

/** Query of `GET /exceptions/summary`. */
export const ExceptionsSummaryQuerySchema = z.object(exceptionFilter);
export type ExceptionsSummaryQuery = z.output<typeof ExceptionsSummaryQuerySchema>;

/** Answer of `GET /exceptions/summary`: counts over the whole filter. */
export const ExceptionsSummarySchema = z
  .object({
    asOf: AsOfSchema,
    total: count,
    items: z.array(
      z.object({
        rule: z.string(),
        title: z.string(),
        severity: z.enum(SEVERITIES),
        point: count,
        count,
        owned: count,
        oldestDueAt: InstantSchema,
        value: z.array(MoneySchema),
      }),
    ),
  })
  .meta({ id: 'ExceptionsSummary' });
export type ExceptionsSummary = z.infer<typeof ExceptionsSummarySchema>;
