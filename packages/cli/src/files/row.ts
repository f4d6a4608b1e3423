import type { ImportedRow, UnreadableRow } from '@throughline/contracts';

/** A row of a file, or a stretch of it that could not be taken apart. */
export type FileRow = Pick<ImportedRow, 'line' | 'row'> | UnreadableRow;

/** Parses JSON; an integer too large to be exact stays the text that the file has. */
export const exactJson = (text: string): unknown =>
  JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  );
