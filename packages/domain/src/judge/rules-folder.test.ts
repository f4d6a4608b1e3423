import { ProfileTestSchema, RuleSchema, RuleTestSchema } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { runProfileTest } from '../profiles/profile-test.ts';
import { bindRule, configurationOf } from './bind.ts';
import { runRuleTest } from './rule-test.ts';
import {
  calendarsOfRepository,
  documentOf,
  foldersOf,
  profilesOfRepository,
  textOf,
} from './testing/configuration.ts';

describe('rules as folders', () => {
  it.each(foldersOf('rules'))('%s does what its tests say', (name) => {
    const rule = documentOf(RuleSchema, 'rules', name, 'rule.yaml');
    const test = documentOf(RuleTestSchema, 'rules', name, 'rule.test.yaml');
    expect(rule.name).toBe(name);
    const configuration = configurationOf(
      [...calendarsOfRepository(), ...test.calendars],
      [...profilesOfRepository(), ...test.profiles],
    );
    expect(runRuleTest(bindRule([rule], configuration), test)).toEqual([]);
    expect(textOf('rules', name, 'README.md')).toMatch(/^## Runbook$/m);
  });
});

describe('profiles as folders', () => {
  it.each(foldersOf('profiles'))('%s does what its tests say', (name) => {
    const profiles = profilesOfRepository();
    const test = documentOf(ProfileTestSchema, 'profiles', name, 'profile.test.yaml');
    expect(profiles.find((profile) => profile.name === name)).toBeDefined();
    expect(runProfileTest(profiles, test)).toEqual([]);
  });
});
