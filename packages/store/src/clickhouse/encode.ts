import type { Column } from '../tables/column.ts';
import { base64Name } from '../tables/ddl.ts';
import { type NewRowOf, snake, type Table } from '../tables/table.ts';

/** Instants that ClickHouse's DateTime64(3) holds: 1900-01-01 to 2299-12-31, UTC milliseconds. */
export const EARLIEST_TIME = Date.UTC(1900, 0, 1);
export const LATEST_TIME = Date.UTC(2299, 11, 31, 23, 59, 59, 999);

type Encode = (value: unknown) => unknown;

const asTime: Encode = (value) => {
  if (typeof value === 'number' && value >= EARLIEST_TIME && value <= LATEST_TIME) return Math.trunc(value);
  throw new RangeError(`${String(value)} is not an instant from 1900 to 2299 in milliseconds`);
};
const asWhole: Encode = (value) => {
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`${String(value)} is not a whole number`);
};
const asBig: Encode = (value) => {
  if (typeof value === 'bigint' && value >= 0n) return value.toString();
  throw new RangeError(`${String(value)} is not a BigInt of 0 or more`);
};
const asBase64: Encode = (value) => {
  if (!(value instanceof Uint8Array)) throw new TypeError('not bytes');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
};
const asIs: Encode = (value) => value;

const ENCODERS: Readonly<Record<Column<unknown>['wire'], Encode>> = {
  number: asWhole,
  bigint: asBig,
  text: asIs,
  time: asTime,
  date: asIs,
  decimal: asIs,
  bytes: asBase64,
  map: asIs,
  bigints: (value) => (value as readonly bigint[]).map(asBig),
  texts: asIs,
};

/** Columns of an insert into `table`, in the order of `encodeRows`' values; views fill the columns of a rollup. */
export const insertColumns = (table: Table): string[] =>
  Object.entries(table.columns).map(([name, column]) =>
    column.wire === 'bytes' ? base64Name(name) : snake(name),
  );

type RowEncoder = (row: Readonly<Record<string, unknown>>, at: number) => string;

const rowEncoder = (table: Table): RowEncoder => {
  const columns = Object.entries(table.columns).map(([name, column]) => ({
    name,
    column,
    encode: ENCODERS[column.wire],
  }));
  const values = new Array<unknown>(columns.length);
  return (row, at) => {
    columns.forEach(({ name, column, encode }, index) => {
      const given = row[name];
      const value = given === undefined ? column.fallback : given;
      if (value === undefined || (value === null && column.fallback !== null)) {
        throw new TypeError(`${table.name}.${snake(name)} of row ${at} is missing`);
      }
      try {
        values[index] = value === null ? null : encode(value);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        throw new RangeError(`${table.name}.${snake(name)} of row ${at}: ${why}`, { cause });
      }
    });
    return JSON.stringify(values);
  };
};

/** Rows that are encoded before the event loop gets its turn. */
const SLICE = 1000;

/**
 * Rows as JSONCompactEachRow bytes, made in slices so that the event loop is never held. Throws an Error that names
 * table, column and row (from 0) when a value does not fit, so that a poison row is found before ClickHouse sees its
 * batch.
 */
export const encodeRows = async <T extends Table>(
  table: T,
  rows: readonly NewRowOf<T>[],
): Promise<Buffer> => {
  const encode = rowEncoder(table);
  const parts: Buffer[] = [];
  for (let from = 0; from < rows.length; from += SLICE) {
    if (from > 0) await new Promise((resolve) => setImmediate(resolve));
    const lines = rows
      .slice(from, from + SLICE)
      .map((row, index) => encode(row as Readonly<Record<string, unknown>>, from + index));
    parts.push(Buffer.from(`${lines.join('\n')}\n`));
  }
  return Buffer.concat(parts);
};
