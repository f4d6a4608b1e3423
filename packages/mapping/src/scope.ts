/** A row as its reader gives it: fields by name, possibly nested. */
export type Row = { readonly [field: string]: unknown };
/** Rows of side files that belong to a row, by the name that the mapping gives the file. */
export type Joined = { readonly [file: string]: readonly Row[] };

/** What a row comes with. `line` counts from 1; `source` is `kind/instance` of the import. */
export type RowContext = {
  line: number;
  file: string;
  source: string;
  joined?: Joined | undefined;
};

/** Where paths start: the row, or an element of a list that is being repeated over. */
export type Scope = {
  readonly value: unknown;
  readonly index: number;
  readonly parent: Scope | null;
  readonly row: Row;
  readonly context: RowContext;
};

/** The scope of a whole row. */
export const rowScope = (row: Row, context: RowContext): Scope => ({
  value: row,
  index: 0,
  parent: null,
  row,
  context,
});

/** The scope of one element of a list found in `parent`. */
export const elementScope = (parent: Scope, value: unknown, index: number): Scope => ({
  value,
  index,
  parent,
  row: parent.row,
  context: parent.context,
});

/** The scope of the row that a scope lies in. */
export const rowOf = (scope: Scope): Scope => (scope.parent ? rowOf(scope.parent) : scope);

/** Reads something of a scope; throws `FaultError` when that is there but cannot be used. */
export type Read<T> = (scope: Scope) => T;
