import type { Column } from './column.ts';

/** Columns by their camelCase name; the SQL name is the same in snake_case. */
export type Columns = Readonly<Record<string, Column<unknown, boolean>>>;

/** A materialised view that copies rows of another table into this one as they are inserted. */
export type Feed = {
  readonly view: string;
  readonly from: string;
  /** The SELECT list and, after it, WHERE and GROUP BY; `FROM` is written by the DDL. */
  readonly select: readonly string[];
  readonly rest: string;
};

/** One ClickHouse table, declared once: every DDL, insert and reader derives from this. */
export type Table<C extends Columns = Columns> = {
  readonly name: string;
  readonly about: string;
  readonly columns: C;
  /** The migration that makes it (default 1). */
  readonly since?: number;
  readonly orderBy: readonly string[];
  readonly partitionBy?: string;
  readonly granularity?: number;
  readonly engine?: 'MergeTree' | 'AggregatingMergeTree';
  readonly indexes?: readonly string[];
  readonly feeds?: readonly Feed[];
};

type ValueOf<C> = C extends Column<infer T, boolean> ? T : never;
type OptionalNames<C extends Columns> = {
  [K in keyof C]: C[K] extends Column<unknown, true> ? K : never;
}[keyof C];

/** A row as a reader gives it: every column. */
export type RowOf<T extends Table> = { -readonly [K in keyof T['columns']]: ValueOf<T['columns'][K]> };

/** A row as a writer takes it: columns with a fallback may be left out. */
export type NewRowOf<T extends Table> = {
  readonly [K in Exclude<keyof T['columns'], OptionalNames<T['columns']>>]: ValueOf<T['columns'][K]>;
} & {
  readonly [K in OptionalNames<T['columns']>]?: ValueOf<T['columns'][K]> | undefined;
};

/** Checks a declaration's types (the sort key names its own columns) and gives it back. */
export const table = <const C extends Columns>(
  declaration: Table<C> & { readonly orderBy: readonly (keyof C & string)[] },
): Table<C> => declaration;

/** `eventKey` → `event_key`: the only place where names change case. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
/** `event_key` → `eventKey`. */
export const camel = (name: string): string =>
  name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
