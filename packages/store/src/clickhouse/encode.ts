import type { Column } from '../tables/column.ts';
import { type NewRowOf, snake, type Table } from '../tables/table.ts';
import { ByteSink } from './byte-sink.ts';
import { type NativeColumn, nativeColumn, ValueError } from './native-column.ts';

export { EARLIEST_TIME, LATEST_TIME } from './native-column.ts';

type Row = Readonly<Record<string, unknown>>;
type Field = NativeColumn & { readonly name: string; readonly id: string; readonly fallback: unknown };

const written = new WeakMap<Table, ReadonlyMap<string, NativeColumn>>();

/** How each column of a table is written, worked out once. */
const columnsOf = (table: Table): ReadonlyMap<string, NativeColumn> => {
  const known = written.get(table);
  if (known) return known;
  const made = new Map(
    Object.entries(table.columns).map(([name, column]) => [name, nativeColumn(column as Column<unknown>)]),
  );
  written.set(table, made);
  return made;
};

/** Whether ClickHouse fills a column that an insert does not name with this very value. */
const isTypeDefault = (value: unknown): boolean =>
  value === '' ||
  value === 0 ||
  value === 0n ||
  value === null ||
  (typeof value === 'object' && Object.keys(value).length === 0);

const fieldsOf = (table: Table, rows: readonly Row[]): Field[] => {
  const columns = columnsOf(table);
  return Object.entries(table.columns)
    .filter(([name, { fallback }]) => {
      if (fallback === undefined || !isTypeDefault(fallback)) return true;
      return rows.some((row) => row[name] !== undefined && row[name] !== fallback);
    })
    .map(([name, { fallback }]) => ({
      ...(columns.get(name) as NativeColumn),
      name,
      id: snake(name),
      fallback,
    }));
};

/** Rows of one block: it is encoded before the event loop gets its turn. */
const BLOCK = 1000;

const valuesOf = (field: Field, rows: readonly Row[]): unknown[] =>
  rows.map((row, at) => {
    const given = row[field.name];
    const value = given === undefined ? field.fallback : given;
    if (value === undefined || (value === null && field.fallback !== null)) {
      throw new ValueError(at, 'it is missing');
    }
    return value;
  });

const writeBlock = (
  sink: ByteSink,
  table: Table,
  fields: readonly Field[],
  rows: readonly Row[],
  from: number,
): void => {
  sink.varint(fields.length);
  sink.varint(rows.length);
  for (const field of fields) {
    sink.text(field.id);
    sink.text(field.type);
    try {
      field.write(sink, valuesOf(field, rows));
    } catch (cause) {
      if (!(cause instanceof ValueError)) throw cause;
      const place = `${table.name}.${field.id} of row ${from + cause.row}`;
      throw new RangeError(`${place}: ${cause.message}`, { cause });
    }
  }
};

/** Rows ready for an insert, and the columns that they name: those that no row fills are left to their defaults. */
export type Encoded = { readonly columns: readonly string[]; readonly bytes: Buffer };

const ahead = new WeakMap<readonly object[], Encoded>();

/**
 * Rows as Native blocks (a fifth of the work of text for ClickHouse), made so that the event loop is never held long.
 * Throws an Error that names table, column and row (from 0) when a value does not fit, so that a poison row is found
 * before ClickHouse sees its batch.
 */
export const encodeRows = async <T extends Table>(
  table: T,
  rows: readonly NewRowOf<T>[],
): Promise<Encoded> => {
  const made = ahead.get(rows);
  if (made) return made;
  const fields = fieldsOf(table, rows as readonly Row[]);
  const sink = new ByteSink();
  for (let from = 0; from < rows.length; from += BLOCK) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    writeBlock(sink, table, fields, rows.slice(from, from + BLOCK) as readonly Row[], from);
  }
  return { columns: fields.map(({ id }) => id), bytes: sink.done() };
};

/**
 * Encodes rows before their insert, which then takes what was made of this very list: so that rows of several tables
 * are known to fit before the first of them is inserted. Throws as `encodeRows` does.
 */
export const encodeAhead = async <T extends Table>(table: T, rows: readonly NewRowOf<T>[]): Promise<void> => {
  if (rows.length > 0) ahead.set(rows, await encodeRows(table, rows));
};
