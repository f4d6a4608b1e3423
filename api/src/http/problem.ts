import { jsonPointer, type Problem } from '@throughline/contracts';
import type * as z from 'zod';

/** An answer that is a problem: thrown anywhere in a request, sent as `application/problem+json`. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    problem: Omit<Problem, 'type'> & { type?: string } & Record<string, unknown>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail ?? problem.title);
    this.problem = { type: 'about:blank', ...problem };
    this.headers = headers;
  }
}

/** 404: nothing is known by that name. */
export const notFound = (detail: string, remedy: string): ProblemError =>
  new ProblemError({ title: 'Not found', status: 404, detail, remedy });

/** 400: one place of the request is wrong; `pointer` is an RFC 6901 pointer into `{path, query, body}`. */
export const badRequest = (pointer: string, detail: string, remedy: string): ProblemError =>
  new ProblemError({ title: 'The request is not valid', status: 400, remedy, errors: [{ pointer, detail }] });

/** 400 from what Zod found wrong in `part` of a request, with a pointer for each. */
export const invalid = (part: 'path' | 'query' | 'body', issues: readonly z.core.$ZodIssue[]): ProblemError =>
  new ProblemError({
    title: 'The request is not valid',
    status: 400,
    remedy: 'Correct what the pointers name; /api/docs describes every parameter.',
    errors: issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            pointer: jsonPointer([part, key]),
            detail: 'not known here; remove it',
          }))
        : [{ pointer: jsonPointer([part, ...issue.path]), detail: issue.message }],
    ),
  });
