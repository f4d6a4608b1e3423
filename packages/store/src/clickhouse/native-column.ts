import type { Column } from '../tables/column.ts';
import type { ByteSink } from './byte-sink.ts';

/** Instants that ClickHouse's DateTime64(3) holds: 1900-01-01 to 2299-12-31, UTC milliseconds. */
export const EARLIEST_TIME = Date.UTC(1900, 0, 1);
export const LATEST_TIME = Date.UTC(2299, 11, 31, 23, 59, 59, 999);

const DAY_MS = 86_400_000;
const DECIMAL = /^(-?)(\d{1,32})(?:\.(\d{1,6}))?$/;
const SAFE_DIGITS = 15;

/** A value that does not fit its column, and the row (from 0) that has it. */
export class ValueError extends Error {
  readonly row: number;
  constructor(row: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.row = row;
  }
}

type Put = (sink: ByteSink, value: unknown) => void;
type PutAll = (sink: ByteSink, values: readonly unknown[]) => void;

/** How a column is written in Native format: its type there, and all its values, one after the other. */
export type NativeColumn = { readonly type: string; readonly write: PutAll };

const whole =
  (least: number, most: number, put: (sink: ByteSink, value: number) => void): Put =>
  (sink, value) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) {
      return put(sink, value as number);
    }
    throw new RangeError(`${String(value)} is not a whole number from ${least} to ${most}`);
  };

const big =
  (bits: number, put: (sink: ByteSink, value: bigint) => void): Put =>
  (sink, value) => {
    if (typeof value === 'bigint' && value >= 0n && value >> BigInt(bits) === 0n) return put(sink, value);
    throw new RangeError(`${String(value)} is not a BigInt of 0 or more with ${bits} bits`);
  };

const text: Put = (sink, value) => {
  if (typeof value !== 'string') throw new TypeError(`${String(value)} is not text`);
  sink.text(value);
};

const time: Put = (sink, value) => {
  if (typeof value !== 'number' || !(value >= EARLIEST_TIME && value <= LATEST_TIME)) {
    throw new RangeError(`${String(value)} is not an instant from 1900 to 2299 in milliseconds`);
  }
  sink.i64(Math.trunc(value));
};

const date: Put = (sink, value) => {
  const ms = typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
  if (!(ms >= EARLIEST_TIME && ms <= LATEST_TIME)) {
    throw new RangeError(`${String(value)} is not a date from 1900 to 2299`);
  }
  sink.u32(ms / DAY_MS);
};

/** Millionths as a signed 128-bit number. */
const decimal: Put = (sink, value) => {
  const parts = typeof value === 'string' ? DECIMAL.exec(value) : null;
  if (!parts) throw new RangeError(`${String(value)} is not a decimal with at most 6 decimals`);
  const [, sign, before = '', after = ''] = parts;
  const digits = before + after.padEnd(6, '0');
  if (sign === '' && digits.length <= SAFE_DIGITS) {
    sink.i64(Number(digits));
    sink.i64(0);
  } else {
    sink.u128(BigInt.asUintN(128, sign === '-' ? -BigInt(digits) : BigInt(digits)));
  }
};

const bytes: Put = (sink, value) => {
  if (!(value instanceof Uint8Array)) throw new TypeError('not bytes');
  sink.raw(value);
};

const NUMBERS: Readonly<Record<string, Put>> = {
  UInt8: whole(0, 255, (sink, value) => sink.u8(value)),
  Int8: whole(-128, 127, (sink, value) => sink.u8(value & 255)),
  UInt16: whole(0, 65_535, (sink, value) => sink.u16(value)),
  UInt32: whole(0, 4_294_967_295, (sink, value) => sink.u32(value)),
  UInt64: big(64, (sink, value) => sink.u64(value)),
  UInt128: big(128, (sink, value) => sink.u128(value)),
};

const all =
  (put: Put): PutAll =>
  (sink, values) => {
    let row = 0;
    try {
      for (; row < values.length; row++) put(sink, values[row]);
    } catch (cause) {
      throw new ValueError(row, cause);
    }
  };

/** Lists: where each ends, then all their items. */
const lists =
  (...columns: [PutAll, (value: unknown) => readonly unknown[]][]): PutAll =>
  (sink, values) => {
    const items: unknown[][] = columns.map(() => []);
    let end = 0;
    for (const [row, value] of values.entries()) {
      if (typeof value !== 'object' || value === null)
        throw new ValueError(row, `${String(value)} is no list`);
      columns.forEach(([, itemsOf], index) => {
        items[index]?.push(...itemsOf(value));
      });
      end = items[0]?.length ?? 0;
      sink.i64(end);
    }
    columns.forEach(([put], index) => {
      put(sink, items[index] ?? []);
    });
  };

const itself = (value: unknown): readonly unknown[] => value as readonly unknown[];
const keysOf = (value: unknown): readonly unknown[] => Object.keys(value as object);
const valuesOf = (value: unknown): readonly unknown[] => Object.values(value as object);

function plain(type: string, wire: Column<unknown>['wire']): { put: PutAll; empty: unknown } {
  switch (wire) {
    case 'number':
    case 'bigint': {
      const put = NUMBERS[type];
      if (!put) throw new Error(`no way to write ${type}`);
      return { put: all(put), empty: wire === 'bigint' ? 0n : 0 };
    }
    case 'text':
      return { put: all(text), empty: '' };
    case 'time':
      return { put: all(time), empty: 0 };
    case 'date':
      return { put: all(date), empty: '1970-01-01' };
    case 'decimal':
      return { put: all(decimal), empty: '0' };
    case 'bytes':
      return { put: all(bytes), empty: new Uint8Array() };
    case 'map':
      return { put: lists([all(text), keysOf], [all(text), valuesOf]), empty: {} };
    case 'bigints':
      return { put: lists([all(NUMBERS.UInt128 as Put), itself]), empty: [] };
    case 'texts':
      return { put: lists([all(text), itself]), empty: [] };
    default:
      return wire satisfies never;
  }
}

/** How `column` is written. ClickHouse turns plain text into LowCardinality itself. */
export function nativeColumn({ sql, wire }: Column<unknown, boolean>): NativeColumn {
  const type = sql.replaceAll('LowCardinality(String)', 'String');
  const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
  const { put, empty } = plain(inner ?? type, wire);
  if (inner === undefined) return { type, write: put };
  return {
    type,
    write(sink, values) {
      for (const value of values) sink.u8(value === null ? 1 : 0);
      put(
        sink,
        values.map((value) => value ?? empty),
      );
    },
  };
}
