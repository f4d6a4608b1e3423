import type { Document, LineCounter, Node } from 'yaml';
import type * as z from 'zod';
import type { Place } from './compiling.ts';

/** Something wrong with a mapping: line and column of its text (0 when it was given as an object), and the remedy. */
export type MappingProblem = { line: number; column: number; place: string; detail: string; remedy: string };

/** `events[2].time` for a place. */
export const placeText = (place: Place): string =>
  place
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');

/** Finds the position of a place in the text, or of the nearest part around it that is written there. */
export const locator =
  (document: Document, lines: LineCounter) =>
  (place: Place): { line: number; column: number } => {
    for (let depth = place.length; depth >= 0; depth--) {
      const node = document.getIn(place.slice(0, depth), true) as Node | undefined;
      const start = node && typeof node === 'object' && 'range' in node ? node.range?.[0] : undefined;
      if (start !== undefined) {
        const { line, col } = lines.linePos(start);
        return { line, column: col };
      }
    }
    return { line: 1, column: 1 };
  };

type Issue = z.core.$ZodIssue;

/** The issues of the branch that was meant: the one that got furthest, since all others are noise to a reader. */
const meant = (issue: Issue): { path: PropertyKey[]; issue: Issue }[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path: issue.path, issue }];
  const score = (branch: Issue[]) =>
    branch.some((one) => one.path.length === 0 && one.code === 'invalid_type')
      ? -1
      : Math.max(...branch.map((one) => one.path.length * 2 + (one.code === 'unrecognized_keys' ? 0 : 1)));
  const best = [...issue.errors].sort((a, b) => score(b) - score(a))[0] ?? [];
  return best.flatMap((inner) =>
    meant(inner).map((found) => ({ path: [...issue.path, ...found.path], issue: found.issue })),
  );
};

/** What a failed parse of the language says, issue by issue. */
export const languageProblems = (error: z.ZodError): { place: Place; detail: string; remedy: string }[] =>
  error.issues.flatMap(meant).map(({ path, issue }) => {
    if (issue.code === 'unrecognized_keys') {
      return {
        place: [...path, issue.keys[0] ?? ''],
        detail: `The mapping language has no ${issue.keys.map((key) => `"${key}"`).join(', ')} here`,
        remedy: 'Correct the spelling, or see docs/importing.md for what can stand here.',
      };
    }
    return {
      place: path,
      detail: issue.message,
      remedy: 'See docs/importing.md for what can stand here.',
    };
  });
