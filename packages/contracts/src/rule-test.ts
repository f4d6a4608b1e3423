import * as z from 'zod';
import { CalendarSchema } from './calendar.ts';
import { isEventType } from './catalogue.ts';
import { SEVERITIES } from './detection-words.ts';
import { parseDuration } from './duration.ts';
import {
  DocumentSchema,
  HoldSchema,
  LineSchema,
  ObjectRefSchema,
  PromiseSchema,
  SourceSchema,
} from './event.ts';
import { AmountSchema } from './money.ts';
import { ProfileSchema } from './profile.ts';
import { CLOCK_STATES, OUTCOMES, TIME_PRECISIONS } from './words.ts';

/** Ms from the test's origin: `72h`, `-1h`, or `72h + 1ms` just after. */
export const RelativeTimeSchema = z.string().transform((text, context) => {
  const [, minus, duration = '', ms = '0'] = /^(-?)([0-9wdhms]+?)(?:\s*\+\s*(\d+)ms)?$/.exec(text) ?? [];
  const parsed = duration === '0' ? 0 : parseDuration(duration);
  if (parsed !== null) return (minus && parsed > 0 ? -parsed : parsed) + Number(ms);
  context.issues.push({
    code: 'custom',
    message: 'should be a time after the origin, such as "72h", "-1h" or "72h + 1ms"',
    input: text,
  });
  return z.NEVER;
});

const attributes = z.record(z.string().max(80), z.string().max(1000));

const TestEventSchema = z.strictObject({
  at: RelativeTimeSchema,
  type: z.string().refine(isEventType, { error: 'should be a type of the event catalogue' }),
  source: SourceSchema,
  /** Name of the fact; left out, its place in the list. Two events with the same are one fact. */
  id: z.string().min(1).max(200).optional(),
  /** When the platform saw it; left out, as it happened. */
  observed: RelativeTimeSchema.optional(),
  precision: z.enum(TIME_PRECISIONS).default('instant'),
  timeZone: z.string().optional(),
  outcome: z.enum(OUTCOMES).default('ok'),
  corrects: z.string().optional(),
  attributes: attributes.default({}),
  objects: z.array(ObjectRefSchema).optional(),
  lines: z.array(LineSchema).optional(),
  amounts: z.array(AmountSchema).optional(),
  document: DocumentSchema.optional(),
  hold: HoldSchema.optional(),
  /** `due` is a time after the origin. */
  promise: PromiseSchema.omit({ due: true }).extend({ due: RelativeTimeSchema }).optional(),
});

const ExpectedClockSchema = z.strictObject({
  state: z.enum(CLOCK_STATES),
  due: RelativeTimeSchema.optional(),
  point: z.number().int().optional(),
  severity: z.enum(SEVERITIES).optional(),
  line: z.string().optional(),
});

/** Of the exception of one clock: whether it is open, and what else must be so. */
const ExpectedExceptionSchema = z.strictObject({
  open: z.boolean(),
  severity: z.enum(SEVERITIES).optional(),
  historical: z.boolean().optional(),
  inherited: z.boolean().optional(),
  /** All that facts did to it so far, in order, such as `[opened, escalated]`. */
  transitions: z.array(z.string()).optional(),
});

const PointSchema = z.strictObject({
  at: RelativeTimeSchema,
  /** Every clock of the object, in order of start; none: `[]`. */
  clocks: z.array(ExpectedClockSchema),
  /** Every exception that was ever opened, in order of its clock's start. Left out: none may be open. */
  exceptions: z.array(ExpectedExceptionSchema).optional(),
  /** The next instant at which something changes by itself; null: none. */
  wakeAt: RelativeTimeSchema.nullable().optional(),
});

const CaseSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** On every event of the case, under its own. */
  attributes: attributes.default({}),
  events: z.array(TestEventSchema).min(1).max(500),
  /** How far feeds are complete, by source. Left out: every feed, for ever. */
  complete: z.record(SourceSchema, RelativeTimeSchema).optional(),
  /** How long past due a feed may leave a clock unknown. */
  maxUnknown: RelativeTimeSchema.optional(),
  expect: z.array(PointSchema).min(1).max(200),
});

/**
 * `rule.test.yaml`: cases of one order each. At every `at` the rule judges what was observed by then, and the exceptions
 * follow from point to point as they do in the engine.
 */
export const RuleTestSchema = z.strictObject({
  origin: z.iso
    .datetime({ offset: true })
    .default('2026-03-02T08:00:00Z')
    .transform((text) => Date.parse(text)),
  /** Added to the calendars and profiles of the project. */
  calendars: z.array(CalendarSchema).default([]),
  profiles: z.array(ProfileSchema).default([]),
  cases: z.array(CaseSchema).min(1).max(500),
});
export type RuleTest = z.output<typeof RuleTestSchema>;
export type RuleTestCase = RuleTest['cases'][number];

/** `profile.test.yaml`: attributes of an object, the profile that takes it, and what it then expects. */
export const ProfileTestSchema = z.strictObject({
  cases: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200),
        attributes,
        /** Name of a profile, or `unclassified`. */
        profile: z.string(),
        /** Per milestone `expected`, `not_expected` or `batched`. */
        milestones: z.record(z.string(), z.string()).default({}),
      }),
    )
    .min(1)
    .max(500),
});
export type ProfileTest = z.output<typeof ProfileTestSchema>;
