import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type AnySchema,
  type CalendarDefinition,
  CalendarSchema,
  type OutputOf,
  type Profile,
  ProfileSchema,
  type Rule,
  RuleSchema,
  readDocument,
} from '@throughline/contracts';
import { parse } from 'yaml';
import { type BoundRule, bindRule, configurationOf } from '../bind.ts';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');

/** Names of the folders in a folder of the repository, templates left out; none if it is not there. */
export const foldersOf = (kind: string): string[] =>
  existsSync(resolve(ROOT, kind))
    ? readdirSync(resolve(ROOT, kind), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
        .map(({ name }) => name)
    : [];

/** Text of a file of the repository. */
export const textOf = (...path: string[]): string => readFileSync(resolve(ROOT, ...path), 'utf8');

/** A YAML document of the repository by its schema; throws with its problems. */
export const documentOf = <S extends AnySchema>(schema: S, ...path: string[]): OutputOf<S> => {
  const result = readDocument(schema, parse(textOf(...path)));
  if (!result.ok) throw new Error(`${path.join('/')}\n${JSON.stringify(result.problems, null, 1)}`);
  return result.value;
};

/** Profiles of the repository. */
export const profilesOfRepository = (): Profile[] =>
  foldersOf('profiles').map((name) => documentOf(ProfileSchema, 'profiles', name, 'profile.yaml'));

/** Calendars of the repository. */
export const calendarsOfRepository = (): CalendarDefinition[] =>
  foldersOf('calendars').map((name) => documentOf(CalendarSchema, 'calendars', name, 'calendar.yaml'));

/** A rule of the repository, bound to its configuration. */
export const ruleOfRepository = (name: string): BoundRule =>
  bindRule(
    [documentOf(RuleSchema, 'rules', name, 'rule.yaml')],
    configurationOf(calendarsOfRepository(), profilesOfRepository()),
  );

/** A rule for tests from what its `rule.yaml` would say beyond the words that every rule has. */
export const testRule = (given: Record<string, unknown>): Rule => {
  const result = readDocument(RuleSchema, {
    name: 'test-rule',
    title: 'A rule',
    question: 'Is it late?',
    family: 'test',
    owner: 'tests',
    ...given,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 1));
  return result.value;
};

/** A profile that takes every object and expects every milestone named. */
export const everything = (...milestones: string[]): Profile => ({
  name: 'everything',
  about: 'Every object.',
  version: 1,
  order: 1,
  when: [{ never: { exists: false } }],
  milestones: Object.fromEntries(milestones.map((name) => [name, { expect: 'expected' as const }])),
});
