import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CalendarDefinition,
  CalendarSchema,
  type Profile,
  ProfileSchema,
  ProfileTestSchema,
  RuleSchema,
  RuleTestSchema,
  readDocument,
} from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type * as z from 'zod';
import { runProfileTest } from '../profiles/profile-test.ts';
import { bindRule, configurationOf } from './bind.ts';
import { runRuleTest } from './rule-test.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..');
const foldersOf = (kind: string): string[] =>
  existsSync(resolve(ROOT, kind))
    ? readdirSync(resolve(ROOT, kind), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
        .map(({ name }) => name)
    : [];
const read = <S extends z.ZodType>(schema: S, ...path: string[]): z.output<S> => {
  const result = readDocument(schema, parse(readFileSync(resolve(ROOT, ...path), 'utf8')));
  if (!result.ok) throw new Error(`${path.join('/')}\n${JSON.stringify(result.problems, null, 1)}`);
  return result.value;
};

const profiles: Profile[] = foldersOf('profiles').map((name) =>
  read(ProfileSchema, 'profiles', name, 'profile.yaml'),
);
const calendars: CalendarDefinition[] = foldersOf('calendars').map((name) =>
  read(CalendarSchema, 'calendars', name, 'calendar.yaml'),
);

describe('rules as folders', () => {
  it.each(foldersOf('rules'))('%s does what its tests say', (name) => {
    const rule = read(RuleSchema, 'rules', name, 'rule.yaml');
    const test = read(RuleTestSchema, 'rules', name, 'rule.test.yaml');
    expect(rule.name).toBe(name);
    const configuration = configurationOf([...calendars, ...test.calendars], [...profiles, ...test.profiles]);
    expect(runRuleTest(bindRule([rule], configuration), test)).toEqual([]);
    expect(readFileSync(resolve(ROOT, 'rules', name, 'README.md'), 'utf8')).toMatch(/^## Runbook$/m);
  });
});

describe('profiles as folders', () => {
  it.each(foldersOf('profiles'))('%s does what its tests say', (name) => {
    expect(profiles.find((profile) => profile.name === name)).toBeDefined();
    expect(runProfileTest(profiles, read(ProfileTestSchema, 'profiles', name, 'profile.test.yaml'))).toEqual(
      [],
    );
  });
});
