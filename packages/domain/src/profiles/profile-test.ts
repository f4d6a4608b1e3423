import type { Profile, ProfileTest } from '@throughline/contracts';
import { expectationOf, profilesOf } from './profile.ts';

/** Runs every case of a `profile.test.yaml` against all profiles; one sentence per difference. None: they pass. */
export const runProfileTest = (definitions: readonly Profile[], test: ProfileTest): string[] => {
  const profiles = profilesOf(definitions);
  return test.cases.flatMap(({ name, attributes, profile: wanted, milestones }) => {
    const profile = profiles({ attributes, orderValue: () => new Map() }, 0);
    const got = profile?.name ?? 'unclassified';
    if (got !== wanted) return [`${name}: the profile should be ${wanted} and is ${got}`];
    return Object.entries(milestones).flatMap(([milestone, expect]) => {
      const said = profile ? expectationOf(profile, milestone).expect : 'not_expected';
      return said === expect ? [] : [`${name}: ${milestone} should be ${expect} and is ${said}`];
    });
  });
};
