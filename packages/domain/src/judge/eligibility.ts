import { isMilestoneName, type MilestoneExpectation, type Rule } from '@throughline/contracts';
import { progressOf } from '../lifecycle/progress.ts';
import { nextRun } from '../profiles/batch.ts';
import { expectationOf } from '../profiles/profile.ts';
import type { BoundRule } from './bind.ts';
import { latestOf } from './clock.ts';
import { factsFor } from './references.ts';
import type { Scene } from './scene.ts';
import type { Subject } from './when.ts';

/** From when a rule may judge an object, and the earliest due that its batch allows; null: it may not (yet). */
export type Eligibility = { from: number; notDueBefore: (start: number) => number } | null;

const ALWAYS: Eligibility = { from: Number.NEGATIVE_INFINITY, notDueBefore: () => Number.NEGATIVE_INFINITY };

/** Milestones whose expectation decides whether a rule judges; a state without one is always judged. */
const milestonesOf = (rule: Rule): readonly string[] => {
  if (rule.milestone) return [rule.milestone];
  return rule.kind === 'clock' ? rule.stop.on.map(({ name }) => name) : [];
};

const eligibleFrom = (expectation: MilestoneExpectation, scene: Scene): number | null => {
  let from = Number.NEGATIVE_INFINITY;
  for (const name of expectation.eligibleFrom ?? []) {
    const [fact] = factsFor([{ name }], scene);
    if (!fact?.inRange) return null;
    from = Math.max(from, latestOf(fact));
  }
  return from;
};

/**
 * What the object's profile says of the milestone that a rule judges: expected from when, with which batch, or not at
 * all. An unclassified object is only aged, so only states are judged on it.
 */
export const eligibilityOf = (
  bound: BoundRule,
  rule: Rule,
  subject: Subject,
  scene: Scene,
  start: number,
): Eligibility => {
  const milestones = milestonesOf(rule);
  if (milestones.length === 0) return ALWAYS;
  const profile = bound.profiles(subject, start);
  if (!profile) return rule.kind === 'state' ? ALWAYS : null;
  for (const milestone of milestones) {
    const named = Object.hasOwn(profile.milestones, milestone) || isMilestoneName(milestone);
    const expectation = expectationOf(profile, named ? milestone : (progressOf(milestone) ?? milestone));
    if (expectation.expect === 'not_expected') continue;
    const from = eligibleFrom(expectation, scene);
    if (from === null) continue;
    const { schedule } = expectation;
    return {
      from,
      notDueBefore: (at) => (schedule ? nextRun(schedule, at) + schedule.grace : Number.NEGATIVE_INFINITY),
    };
  }
  return null;
};
