import { OcelError, ocelRows } from '@throughline/mapping';
import { ImportError, why } from '../problem.ts';
import { exactJson, type FileRow } from './row.ts';

const isRow = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function lineRow(line: number, text: string): FileRow {
  try {
    const row = exactJson(text);
    if (isRow(row)) return { line, row };
    throw new Error('it is not an object');
  } catch (error) {
    return {
      line,
      text,
      unreadable: {
        reason: 'bad-json',
        detail: `The line is no JSON object: ${why(error)}`,
        remedy: 'Write one JSON object per line.',
      },
    };
  }
}

/** The rows of a file with one JSON object per line. */
export async function* jsonLines(pieces: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield lineRow(line, text);
    }
  }
  if (rest.trim() !== '') yield lineRow(line + 1, rest);
}

/** The events of an OCEL log as rows; `line` is the number of the event. The file is held in memory whole. */
export async function* ocelFile(pieces: AsyncIterable<string>, name: string): AsyncGenerator<FileRow> {
  const parts: string[] = [];
  for await (const piece of pieces) parts.push(piece);
  try {
    let line = 0;
    for (const row of ocelRows(exactJson(parts.join('')))) yield { line: ++line, row };
  } catch (error) {
    if (!(error instanceof OcelError) && !(error instanceof SyntaxError) && !(error instanceof RangeError)) {
      throw error;
    }
    throw new ImportError(
      `${name} is no OCEL log: ${error.message}`,
      'Give a log in OCEL JSON, 1.0 or 2.0, or say in the mapping what format the file has.',
    );
  }
}
