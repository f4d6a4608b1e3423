import * as z from 'zod';
import { CalendarSchema } from './calendar.ts';
import { jsonPointer } from './problem.ts';
import { ProfileSchema } from './profile.ts';
import { RuleSchema } from './rule.ts';
import { ProfileTestSchema, RuleTestSchema } from './rule-test.ts';

/** What is wrong with a document, and where (JSON pointer, RFC 6901; '' is the document). */
export type DocumentProblem = { pointer: string; detail: string };
/** A document that was read, or every problem that it has. */
export type ReadDocument<T> = { ok: true; value: T } | { ok: false; problems: DocumentProblem[] };

/** Any schema of a document, and what it reads. */
export type AnySchema = z.ZodType;
export type OutputOf<S extends AnySchema> = z.output<S>;

type Issue = z.core.$ZodIssue;

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
};

/** Of a union, the alternative that the author most likely meant: the one that fails deepest, then with fewest problems. */
const meant = (alternatives: readonly (readonly Issue[])[]): readonly Issue[] => {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  return [...alternatives].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
};

const detailOf = (issue: Issue): string => {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_type') {
    return issue.input === undefined ? 'is missing' : `should be ${issue.expected}`;
  }
  if (issue.code === 'invalid_value') return `should be one of: ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_format') return `should be ${issue.message}`;
  return issue.message;
};

const problemsOf = (
  issues: readonly Issue[],
  known: ReadonlySet<string>,
  base: PropertyKey[] = [],
): DocumentProblem[] =>
  issues.flatMap((issue): DocumentProblem[] => {
    const path = [...base, ...issue.path];
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const near = [...known]
          .filter((name) => distance(key, name) <= 2)
          .sort((a, b) => distance(key, a) - distance(key, b));
        const hint = near[0] ? `; did you mean "${near[0]}"?` : '; remove it or correct its name';
        return { pointer: jsonPointer([...path, key]), detail: `is not known here${hint}` };
      });
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const inner = meant(issue.errors);
      const deeper = inner.some((each) => each.path.length > 0 || each.code === 'unrecognized_keys');
      if (deeper || issue.message === 'Invalid input') return problemsOf(inner, known, path);
    }
    return [{ pointer: jsonPointer(path), detail: detailOf(issue) }];
  });

const namesIn = (schema: unknown, names: Set<string>): Set<string> => {
  if (Array.isArray(schema)) for (const each of schema) namesIn(each, names);
  else if (schema && typeof schema === 'object') {
    for (const [key, value] of Object.entries(schema)) {
      if (key === 'properties') for (const name of Object.keys(value as object)) names.add(name);
      namesIn(value, names);
    }
  }
  return names;
};

/** Reads a document by a schema; problems come with their place and read as a sentence after it. */
export const readDocument = <S extends z.ZodType>(
  schema: S,
  document: unknown,
): ReadDocument<z.output<S>> => {
  const result = schema.safeParse(document, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const known = namesIn(toJsonSchema(schema), new Set());
  return { ok: false, problems: problemsOf(result.error.issues, known) };
};

const toJsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any' });

const SCHEMAS = {
  rule: RuleSchema,
  'rule.test': RuleTestSchema,
  profile: ProfileSchema,
  'profile.test': ProfileTestSchema,
  calendar: CalendarSchema,
} as const;

/** JSON Schema 2020-12 of a configuration document, for editors and for checks outside. */
export const configJsonSchemaOf = (kind: keyof typeof SCHEMAS): Record<string, unknown> => ({
  $id: `/contracts/config/${kind}/1.json`,
  title: `${kind}.yaml`,
  ...toJsonSchema(SCHEMAS[kind]),
});
