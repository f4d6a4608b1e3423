import type { Cursor, StoredCursor } from '@throughline/store';

/** A cursor as it is stored: 64-bit numbers as text. */
export const storedCursor = (cursor: Cursor): StoredCursor =>
  Object.fromEntries([...cursor].map(([writer, batch]) => [String(writer), String(batch)]));

/** A cursor from how it is stored. */
export const cursorOf = (stored: StoredCursor): Cursor =>
  new Map(Object.entries(stored).map(([writer, batch]) => [BigInt(writer), BigInt(batch)]));

/** Both together; of a writer in both, the second. */
export const further = (cursor: Cursor, beyond: Cursor): Cursor => new Map([...cursor, ...beyond]);

/** A cursor in one line, `writer:batch,...`, writers ascending. */
export const cursorText = (cursor: Cursor): string =>
  [...cursor]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([writer, batch]) => `${writer}:${batch}`)
    .join(',');
