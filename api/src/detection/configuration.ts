import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CalendarDefinition,
  CalendarSchema,
  type Profile,
  ProfileSchema,
  type Rule,
  RuleSchema,
  readDocument,
} from '@throughline/contracts';
import { type BoundRule, bindRule, type Configuration, configurationOf } from '@throughline/domain';
import type { RuleVersion } from '@throughline/store';
import { parse } from 'yaml';
import type * as z from 'zod';

/** Folders that hold one folder per rule, profile and calendar; one that is not there holds none. */
export type Folders = { readonly rules: string; readonly profiles: string; readonly calendars: string };

/** A document that cannot be used, where it is and why. */
export type ConfigurationProblem = { readonly file: string; readonly detail: string };

/** What is judged by. A rule that could not be read is in `problems`, and the others run. */
export type Rulebook = {
  readonly rules: readonly BoundRule[];
  /** The newest version of each rule, as its folder has it. */
  readonly current: readonly Rule[];
  readonly problems: readonly ConfigurationProblem[];
  /** Changes when anything that is judged by does. */
  readonly fingerprint: string;
};

type Found<T> = { values: T[]; documents: unknown[]; texts: string[]; problems: ConfigurationProblem[] };

const foldersIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isDirectory() && !/^[._]/.test(entry.name))
    .map(({ name }) => name)
    .sort();
};

/** Reads `<folder>/<name>/<file>` for every name by its schema; what is wrong is collected, never thrown. */
const scan = async <S extends z.ZodType<{ name: string }>>(
  folder: string,
  file: string,
  schema: S,
): Promise<Found<z.output<S>>> => {
  const found: Found<z.output<S>> = { values: [], documents: [], texts: [], problems: [] };
  for (const name of await foldersIn(folder)) {
    const path = join(folder, name, file);
    const wrong = (detail: string) => found.problems.push({ file: path, detail });
    try {
      const text = await readFile(path, 'utf8');
      const document: unknown = parse(text);
      const read = readDocument(schema, document);
      if (!read.ok) {
        for (const { pointer, detail } of read.problems) wrong(`${pointer || 'the document'} ${detail}`);
      } else if (read.value.name !== name) {
        wrong(`/name is "${read.value.name}" and its folder is "${name}"; name both the same`);
      } else {
        found.values.push(read.value);
        found.documents.push(document);
        found.texts.push(text);
      }
    } catch (error) {
      wrong(error instanceof Error ? error.message : String(error));
    }
  }
  return found;
};

/** What the folders say: rules in their present version, and what they name. */
export type FolderContents = {
  readonly rules: readonly Rule[];
  /** The same rules as their files say them, to be recorded. */
  readonly sources: readonly RuleVersion[];
  readonly configuration: Configuration;
  readonly problems: readonly ConfigurationProblem[];
  readonly texts: readonly string[];
};

/** Reads all folders. */
export const readFolders = async (folders: Folders): Promise<FolderContents> => {
  const [rules, profiles, calendars] = await Promise.all([
    scan(folders.rules, 'rule.yaml', RuleSchema),
    scan(folders.profiles, 'profile.yaml', ProfileSchema),
    scan(folders.calendars, 'calendar.yaml', CalendarSchema),
  ]);
  return {
    rules: rules.values,
    sources: rules.values.map(({ name, version }, at) => ({ name, version, body: rules.documents[at] })),
    configuration: configurationOf(
      calendars.values as CalendarDefinition[],
      profiles.values as unknown as Profile[],
    ),
    problems: [...rules.problems, ...profiles.problems, ...calendars.problems],
    texts: [...rules.texts, ...profiles.texts, ...calendars.texts],
  };
};

/** Rules with their earlier versions (`recorded`, of which those that no longer fit the schema are left out). */
export const rulebookOf = (contents: FolderContents, recorded: readonly Rule[]): Rulebook => {
  const problems = [...contents.problems];
  const rules = contents.rules.flatMap((rule): BoundRule[] => {
    const earlier = recorded.filter(({ name, version }) => name === rule.name && version < rule.version);
    try {
      return [bindRule([...earlier, rule], contents.configuration)];
    } catch (error) {
      problems.push({
        file: `rules/${rule.name}/rule.yaml`,
        detail: error instanceof Error ? error.message : String(error),
      });
      return [];
    }
  });
  const earlierOnly = recorded.filter(({ name, version }) =>
    contents.rules.some((rule) => rule.name === name && version < rule.version),
  );
  const bound = new Set(rules.map(({ name }) => name));
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([contents.texts, earlierOnly]))
    .digest('hex');
  return {
    rules,
    current: contents.rules.filter(({ name }) => bound.has(name)),
    problems,
    fingerprint: fingerprint.slice(0, 32),
  };
};
