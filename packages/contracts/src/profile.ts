import * as z from 'zod';
import { ConfigNameSchema, EffectiveFromSchema, TimeZoneSchema, WallTimeSchema } from './calendar.ts';
import { isEventType } from './catalogue.ts';
import { WhenSchema } from './condition.ts';
import { EXPECTATIONS, WEEKDAYS } from './detection-words.ts';
import { DurationSchema } from './duration.ts';
import { PROGRESS, type Progress } from './words.ts';

const MILESTONE_NAMES: ReadonlySet<string> = new Set(PROGRESS);

/** Whether `name` is a milestone of the lifecycle, such as `shipped`. */
export const isMilestoneName = (name: string): name is Progress => MILESTONE_NAMES.has(name);

/** A milestone of the lifecycle (`shipped`) or an event type (`posting.succeeded`). */
export const MilestoneNameSchema = z
  .string()
  .max(80)
  .refine((name) => isMilestoneName(name) || isEventType(name), {
    error: `should be a milestone (${PROGRESS.join(', ')}) or a type of the event catalogue such as "posting.succeeded"`,
  });

/** Runs of a batch: wall times on days of the week (every day if none is named); `grace` ms after a run it is late. */
export const BatchScheduleSchema = z.strictObject({
  at: z.array(WallTimeSchema).min(1).max(96),
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...WEEKDAYS]),
  timeZone: TimeZoneSchema,
  grace: DurationSchema,
});
export type BatchSchedule = z.output<typeof BatchScheduleSchema>;

const ExpectationSchema = z.union([
  z.enum(['expected', 'not_expected']).transform((expect) => ({ expect })),
  z
    .strictObject({
      expect: z.enum(EXPECTATIONS).default('expected'),
      eligibleFrom: z.array(MilestoneNameSchema).min(1).max(20).optional(),
      schedule: BatchScheduleSchema.optional(),
    })
    .refine(({ expect, schedule }) => (expect === 'batched') === (schedule !== undefined), {
      path: ['schedule'],
      message: '`batched` needs a schedule, and only `batched` has one',
    }),
]);

/** What a profile says of one milestone; eligible once all of `eligibleFrom` were reached, at the last of them. */
export type MilestoneExpectation = {
  expect: (typeof EXPECTATIONS)[number];
  eligibleFrom?: string[] | undefined;
  schedule?: BatchSchedule | undefined;
};

/**
 * A journey profile. Profiles are tried by `order`; the first one of which any `when` holds is the object's. A milestone
 * that `milestones` does not name is not expected.
 */
export const ProfileSchema = z.strictObject({
  name: ConfigNameSchema.refine((name) => name !== 'unclassified', '"unclassified" means no profile'),
  about: z.string().min(1).max(400),
  version: z.number().int().positive().default(1),
  effectiveFrom: EffectiveFromSchema.optional(),
  order: z.number().int(),
  when: z.array(WhenSchema).min(1).max(100),
  milestones: z.record(MilestoneNameSchema, ExpectationSchema),
});
export type Profile = Omit<z.output<typeof ProfileSchema>, 'milestones'> & {
  milestones: Record<string, MilestoneExpectation>;
};
