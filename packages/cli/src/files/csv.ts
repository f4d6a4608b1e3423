import { parse } from 'csv-parse/sync';
import { ImportError, why } from '../problem.ts';
import { csvRecords, type TextRecord } from './records.ts';
import type { FileRow } from './row.ts';

const BATCH = 500;

/** Fields of each record, or the reason that one has none. Whole batches are read at once, and singly only on error. */
function fieldsOf(batch: readonly TextRecord[], delimiter: string): (string[] | Error)[] {
  const options = { delimiter, record_delimiter: '\n', relax_column_count: true, skip_empty_lines: false };
  try {
    const all = parse(batch.map(({ text }) => text).join('\n'), options) as string[][];
    if (all.length === batch.length && batch.every((record) => !record.open)) return all;
  } catch {
    // One of them is broken: below each is read by itself.
  }
  return batch.map((record) => {
    if (record.open) return new Error('a quote is opened and never closed');
    try {
      return (parse(record.text, options) as string[][])[0] ?? [];
    } catch (error) {
      return error instanceof Error ? error : new Error(why(error));
    }
  });
}

function header(fields: string[] | Error | undefined, name: string): string[] {
  if (fields === undefined)
    throw new ImportError(`${name} is empty`, 'Give a file whose first line names the columns.');
  if (fields instanceof Error) {
    throw new ImportError(`${name}, line 1: ${fields.message}`, 'Correct the line that names the columns.');
  }
  const columns = fields.map((column) => column.trim());
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) {
    throw new ImportError(
      `${name}, line 1: two columns are called "${twice}"`,
      'Give each column a name of its own.',
    );
  }
  return columns;
}

function rowOf({ line, text }: TextRecord, fields: string[] | Error, columns: readonly string[]): FileRow {
  if (fields instanceof Error) {
    return {
      line,
      text,
      unreadable: {
        reason: 'bad-csv',
        detail: fields.message.replace(/ at line \d+/, ''),
        remedy: 'Quote fields that hold quotes or the delimiter, doubling the quotes inside.',
      },
    };
  }
  if (fields.length !== columns.length) {
    return {
      line,
      text,
      unreadable: {
        reason: 'wrong-columns',
        detail: `The row has ${fields.length} fields, the first line of the file names ${columns.length} columns`,
        remedy: 'Quote fields that hold the delimiter, or name another delimiter in the mapping.',
      },
    };
  }
  // Without a prototype, so that a column may have any name.
  const row: Record<string, string> = Object.create(null);
  columns.forEach((column, index) => {
    row[column] = fields[index] ?? '';
  });
  return { line, row };
}

/**
 * The rows of a CSV file whose first line names the columns; `onColumns` gets their names before the first row.
 * Throws `ImportError` if there is no such line.
 */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  { name, delimiter = ',' }: { name: string; delimiter?: string | undefined },
  onColumns: (columns: readonly string[]) => void,
): AsyncGenerator<FileRow> {
  let columns: readonly string[] | null = null;
  let batch: TextRecord[] = [];
  const flush = function* (): Generator<FileRow> {
    const all = fieldsOf(batch, delimiter);
    for (const [index, record] of batch.entries()) {
      const fields = all[index] ?? [];
      if (columns) yield rowOf(record, fields, columns);
      else {
        columns = header(fields, name);
        onColumns(columns);
      }
    }
    batch = [];
  };
  for await (const record of csvRecords(pieces, delimiter)) {
    batch.push(record);
    if (batch.length >= BATCH) yield* flush();
  }
  yield* flush();
  if (!columns) header(undefined, name);
}
