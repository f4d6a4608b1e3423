import {
  CalendarSchema,
  ProfileSchema,
  ProfileTestSchema,
  RuleSchema,
  RuleTestSchema,
  readDocument,
} from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

describe('docs/rules.md', () => {
  it('shows what can be read', () => {
    const blocks = [...textOf('docs', 'rules.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) =>
      parse(text!),
    );
    const [clock, within, state, profile, calendar, test] = blocks;
    const { kind: _kind, name, title, question, family, owner } = clock;
    const common = { name, title, question, family, owner };
    const read = [
      readDocument(RuleSchema, clock),
      readDocument(RuleSchema, { ...clock, ...within }),
      readDocument(RuleSchema, { ...common, ...state }),
      readDocument(ProfileSchema, profile),
      readDocument(CalendarSchema, calendar),
      readDocument(RuleTestSchema, test),
    ];
    expect(read.flatMap((each) => (each.ok ? [] : each.problems))).toEqual([]);
  });
});
