import * as z from 'zod';
import { ConfigNameSchema, EffectiveFromSchema } from './calendar.ts';
import { thresholds, WhenSchema } from './condition.ts';
import { MATURITIES, RESTARTS, RULE_PROMISES, SEVERITIES } from './detection-words.ts';
import { DurationSchema } from './duration.ts';
import { MilestoneNameSchema } from './profile.ts';
import {
  BySchema,
  EventRefsSchema,
  FeedPatternSchema,
  PauseSchema,
  PerSchema,
  StopSchema,
  WarnSchema,
} from './rule-parts.ts';
import { PROGRESS } from './words.ts';

const DAY = 86_400_000;
const severity = thresholds(z.enum(SEVERITIES));

/** What every rule says, whatever its kind. Durations are ms and instants epoch ms once read. */
const common = {
  /** Name of the folder, `<domain>-<rule>`. */
  name: ConfigNameSchema,
  title: z.string().min(1).max(120),
  question: z.string().min(1).max(400),
  /** Exceptions of one family may share a cause. */
  family: ConfigNameSchema,
  version: z.number().int().positive().default(1),
  effectiveFrom: EffectiveFromSchema.optional(),
  owner: z.string().min(1).max(120),
  /** A link, or a place in the rule's own README. */
  runbook: z.string().min(1).max(500).default('README.md#runbook'),
  maturity: z.enum(MATURITIES).default('shadow'),
  /** Objects that the rule leaves out: any of these conditions. */
  exclude: z.array(WhenSchema).max(100).default([]),
  /** The milestone whose expectation in the profile decides; left out: that of the stop. */
  milestone: MilestoneNameSchema.optional(),
  calendar: z.union([z.literal('elapsed'), ConfigNameSchema]).default('elapsed'),
  pause: PauseSchema.optional(),
  /** Absence is judged only for starts from here on; also never before the feeds of the stop were complete. */
  judgeFrom: EffectiveFromSchema.optional(),
  /** How long past due a feed may leave a clock unknown; left out: twice the feed's cadence, an import never. */
  maxUnknown: DurationSchema.optional(),
  /** A deadline older than this when first judged opens its exception as `historical`. */
  alertHorizon: DurationSchema.default(DAY),
};

/** After `start`, `stop` must come within a duration, or by a date on the order. */
export const ClockRuleSchema = z
  .strictObject({
    kind: z.literal('clock'),
    ...common,
    start: EventRefsSchema.optional(),
    stop: StopSchema,
    restart: z.enum(RESTARTS).default('first'),
    per: PerSchema.optional(),
    within: thresholds(DurationSchema).optional(),
    by: thresholds(BySchema).optional(),
    promise: z.enum(RULE_PROMISES).optional(),
    warn: thresholds(WarnSchema).optional(),
    cancel: z
      .union([EventRefsSchema, z.array(z.never()).length(0)])
      .default([{ name: 'cancelled' }, { name: 'closed' }]),
    severity,
  })
  .superRefine((rule, context) => {
    const problem = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((rule.within === undefined) === (rule.by === undefined)) {
      problem('within', 'say either `within` (a duration after the start) or `by` (a date on the order)');
    }
    if (rule.within && !rule.start) problem('start', '`within` counts from a start; name its event');
    if (rule.by && !rule.promise) problem('promise', `say which promise: ${RULE_PROMISES.join(', ')}`);
    if (rule.promise && !rule.by) problem('promise', 'only a clock with `by` judges a promise');
    if (rule.by && rule.pause)
      problem('pause', "our own holds never pause a customer's promise; leave it out");
    if (rule.by && rule.restart === 'each')
      problem('restart', 'a promise is one date: only `first` fits `by`');
    if (rule.per && rule.restart !== 'each')
      problem('per', 'pairs each start with its stop: needs `restart: each`');
  });

const HoldStateSchema = z.strictObject({
  hold: z.strictObject({ reasons: z.array(z.string().min(1).max(200)).min(1).max(100).optional() }),
  feeds: z.array(FeedPatternSchema).min(1).max(40).optional(),
});
const ProgressStateSchema = z.strictObject({
  /** The object is in the state while its furthest milestone is one of these. */
  progress: z.array(z.enum(PROGRESS)).min(1),
  /** Age counts from the first fact of this milestone; left out: from the first fact that led into the state. */
  since: z.enum(PROGRESS).optional(),
  /** Feeds that would bring the fact that ends the state, as in a clock's `stop`. */
  feeds: z.array(FeedPatternSchema).min(1).max(40).optional(),
});

/** An object has been in a state, or under a hold, for longer than each of its buckets. */
export const StateRuleSchema = z.strictObject({
  kind: z.literal('state'),
  ...common,
  state: z.union([ProgressStateSchema, HoldStateSchema]),
  buckets: z
    .array(z.strictObject({ after: thresholds(DurationSchema), severity }))
    .min(1)
    .max(12),
  warn: thresholds(WarnSchema).optional(),
});

/** A rule as its `rule.yaml` says it; a further kind is one more member. */
export const RuleSchema = z.discriminatedUnion('kind', [ClockRuleSchema, StateRuleSchema]);
export type ClockRule = z.output<typeof ClockRuleSchema>;
export type StateRule = z.output<typeof StateRuleSchema>;
export type Rule = z.output<typeof RuleSchema>;
