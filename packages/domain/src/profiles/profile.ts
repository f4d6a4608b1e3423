import type { MilestoneExpectation, Profile } from '@throughline/contracts';
import { matches, type Subject } from '../judge/when.ts';
import { inForce } from '../versions.ts';

const NOT_EXPECTED: MilestoneExpectation = { expect: 'not_expected' };

/** Profiles ready to classify objects. */
export type Profiles = (subject: Subject, start: number) => Profile | null;

/**
 * Profiles by name and version, tried in their order: the first of which any `when` holds for what started at an
 * instant. Null: unclassified, so counted and only aged.
 */
export const profilesOf = (definitions: readonly Profile[]): Profiles => {
  const byName = [...Map.groupBy(definitions, ({ name }) => name).values()];
  return (subject, start) => {
    const candidates = byName
      .map((versions) => (versions.length === 1 ? versions[0]! : inForce(versions, start)))
      .sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
    return candidates.find(({ when }) => when.some((each) => matches(each, subject))) ?? null;
  };
};

/** What a profile says of a milestone or event type; one that it does not name is not expected. */
export const expectationOf = (profile: Profile, milestone: string): MilestoneExpectation =>
  profile.milestones[milestone] ?? NOT_EXPECTED;
