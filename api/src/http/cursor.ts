import { createHash } from 'node:crypto';
import * as z from 'zod';
import { badRequest } from './problem.ts';

/** Ties a cursor to its query: a cursor used with another filter would skip and repeat in silence. */
const markOf = (query: object): string => {
  const { limit: _limit, cursor: _cursor, ...rest } = query as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 12);
};

/** An opaque cursor that goes on after `place` in the list that `query` asked for. */
export const cursorOf = (query: object, place: readonly string[]): string =>
  Buffer.from(JSON.stringify([markOf(query), ...place])).toString('base64url');

const PlaceSchema = z.array(z.string()).min(1).max(8);

/** The place of a cursor: as many parts as `parts`; null without a cursor. Throws 400 for one that was not made here. */
export const placeOf = (
  cursor: string | undefined,
  query: object,
  parts: number,
): readonly string[] | null => {
  if (cursor === undefined) return null;
  const wrong = (detail: string) =>
    badRequest(
      '/query/cursor',
      detail,
      'Take `nextCursor` of the page before and repeat its other parameters.',
    );
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw wrong('is not a cursor');
  }
  const parsed = PlaceSchema.safeParse(given);
  if (!parsed.success || parsed.data.length !== parts + 1) throw wrong('is not a cursor of this list');
  if (!parsed.data.slice(1).every((part) => /^-?\d{1,40}$/.test(part))) throw wrong('is not a cursor');
  if (parsed.data[0] !== markOf(query)) throw wrong('belongs to a list with other parameters');
  return parsed.data.slice(1);
};
