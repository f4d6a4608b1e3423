/** How a value crosses between TypeScript and ClickHouse's JSON formats. */
export type Wire =
  | 'number'
  | 'bigint'
  | 'text'
  | 'time'
  | 'date'
  | 'decimal'
  | 'bytes'
  | 'map'
  | 'bigints'
  | 'texts';

/**
 * A column: its ClickHouse type, its compression codec, and the TypeScript type of its values.
 * A column with `fallback` may be left out of a row that is inserted.
 */
export type Column<T, Optional extends boolean = false> = {
  readonly sql: string;
  readonly wire: Wire;
  readonly codec?: string;
  readonly fallback?: T;
  readonly optional: Optional;
  /** The migration that adds it (default 1). */
  readonly since?: number;
};

type Options = { readonly codec?: string };
const column = <T>(sql: string, wire: Wire, options: Options = {}): Column<T> => ({
  sql,
  wire,
  optional: false,
  ...options,
});

/** Small whole numbers. */
export const u8 = (): Column<number> => column('UInt8', 'number');
/** A sign of +1 or −1: a fact, or its taking back. */
export const sign = (): Column<number> => column('Int8', 'number');
export const u16 = (): Column<number> => column('UInt16', 'number');
export const u32 = (): Column<number> => column('UInt32', 'number');
/** 64 bits, as a BigInt: a position, a sequence number, random or hashed bits. */
export const u64 = (options?: Options): Column<bigint> => column('UInt64', 'bigint', options);
/** 128-bit identity (event key, life, payload), as a BigInt; 0n means none. */
export const u128 = (options?: Options): Column<bigint> => column('UInt128', 'bigint', options);
export const u128s = (): Column<readonly bigint[]> => column('Array(UInt128)', 'bigints');
export const text = (options?: Options): Column<string> => column('String', 'text', options);
export const texts = (): Column<readonly string[]> => column('Array(String)', 'texts');
/** Text of few distinct values. */
export const word = <T extends string = string>(): Column<T> => column('LowCardinality(String)', 'text');
/** An instant in UTC milliseconds since the epoch; ClickHouse holds 1900-01-01 to 2299-12-31. */
export const time = (options?: Options): Column<number> => column("DateTime64(3, 'UTC')", 'time', options);
/** A calendar date, `YYYY-MM-DD`, 1900 to 2299. */
export const date = (): Column<string> => column('Date32', 'date');
/** Money or quantity: an exact decimal string of up to 32 digits before the point and 6 after. */
export const decimal = (): Column<string> => column('Decimal(38, 6)', 'decimal');
export const textMap = (): Column<Readonly<Record<string, string>>> =>
  column('Map(LowCardinality(String), String)', 'map');
/** Raw bytes. */
export const bytes = (options?: Options): Column<Uint8Array> => column('String', 'bytes', options);

/** The same column, filled with `fallback` when a row leaves it out. */
export const or = <T>(of: Column<T>, fallback: NoInfer<T>): Column<T, true> => ({
  ...of,
  optional: true,
  fallback,
});

/** The same column, or null: null when a row leaves it out. */
export const nullable = <T>(of: Column<T>): Column<T | null, true> => ({
  ...of,
  sql: `Nullable(${of.sql})`,
  optional: true,
  fallback: null,
});

/** The same column, added to its table by migration `version`. Only a column with a default may be added later. */
export const since = <T>(version: number, of: Column<T, true>): Column<T, true> => ({
  ...of,
  since: version,
});
