import * as z from 'zod';
import { MATURITIES, RULE_KINDS } from '../detection-words.ts';
import { InstantSchema } from './common.ts';

const count = z.number().int().nonnegative();

/** A rule, and how it does since the process started. */
export const RuleStateSchema = z
  .object({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    kind: z.enum(RULE_KINDS),
    family: z.string(),
    version: z.number().int(),
    maturity: z.enum(MATURITIES),
    owner: z.string(),
    runbook: z.string(),
    buckets: count.meta({ description: 'How many buckets its exceptions go through; 0: none.' }),
    open: count.meta({ description: 'Exceptions of it that are not resolved.' }),
    evaluated: count,
    verdicts: z.record(z.string(), count),
    seconds: z.number(),
    errors: count,
    lastError: z.object({ at: InstantSchema, order: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'RuleState' });

/** Answer of `GET /rules`. */
export const RulesSchema = z
  .object({
    items: z.array(RuleStateSchema),
    problems: z
      .array(z.object({ file: z.string(), detail: z.string() }))
      .meta({ description: 'Rules, profiles and calendars that cannot be used; the others are.' }),
    engine: z.object({
      state: z.enum(['off', 'waiting', 'judging', 'failing']),
      error: z.string().nullable(),
      judgedAt: InstantSchema.nullable().meta({ description: 'The instant that the last tick judged.' }),
      tick: count,
      progress: z.object({ done: count, total: count }).nullable(),
      lastTick: z.object({ at: InstantSchema, judgedAt: InstantSchema, cases: count, ms: count }).nullable(),
    }),
  })
  .meta({ id: 'Rules' });
export type RulesAnswer = z.infer<typeof RulesSchema>;
