import * as z from 'zod';
import { EXCEPTION_TRANSITIONS, SEVERITIES } from './detection-words.ts';
import { CLOCK_STATES } from './words.ts';

const id = z.string().regex(/^[0-9a-f]{32}$/, '32 hex digits');
const time = z.number().int();

/**
 * What a clock became at an instant: an append-only fact. Ids are 32 hex digits, instants epoch ms. `object` is the
 * order's id, or `<order>/<line>`. `due` is the deadline that counts for it: of a state rule, the edge of its bucket.
 */
export const VerdictSchema = z.object({
  id,
  clockId: id,
  rule: z.string(),
  version: z.number().int(),
  object: z.string(),
  state: z.enum(CLOCK_STATES),
  /** Which bucket, or which warn point, from 1; 0 where there is none. */
  point: z.number().int(),
  severity: z.enum(SEVERITIES),
  /** From when it holds. */
  at: time,
  due: time,
  start: z.object({ eventKey: id, at: time }),
  stop: z.object({ eventKey: id, at: time }).nullable(),
  /** Later facts made what was recorded before untrue: this is the verdict that was recorded last. */
  corrects: id.nullable(),
});
export type Verdict = z.infer<typeof VerdictSchema>;

/**
 * What facts did to an exception; append-only. `at` is when it came true by the facts. `historical` ones, whose deadline
 * was long past when first judged, and `inherited` ones, older than the rule may judge, are listed and never notified.
 */
export const ExceptionTransitionSchema = z.object({
  clockId: id,
  kind: z.enum(EXCEPTION_TRANSITIONS),
  at: time,
  verdictId: id,
  severity: z.enum(SEVERITIES),
  point: z.number().int(),
  due: time,
  /** What the clock became; `withdrawn`: the facts that started it no longer stand. */
  because: z.enum([...CLOCK_STATES, 'withdrawn']),
  /** Facts that arrived late changed what had been recorded. */
  correction: z.boolean(),
  historical: z.boolean(),
  inherited: z.boolean(),
});
export type ExceptionTransitionFact = z.infer<typeof ExceptionTransitionSchema>;
