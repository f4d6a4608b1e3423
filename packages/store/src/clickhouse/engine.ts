/** Values for `{name:Type}` in a statement; times as `instant(ms)`. */
export type Params = Readonly<Record<string, ParamValue>>;
export type ParamValue = string | number | bigint | boolean | null | readonly ParamValue[];

/** Who is asking: each lane has its own connections, so that none waits behind another. */
export type Lane = 'write' | 'detect' | 'read';

/** One statement and what it may cost. */
export type Request = {
  readonly sql: string;
  readonly params: Params;
  readonly lane: Lane;
  readonly settings: Readonly<Record<string, string | number>>;
  readonly signal?: AbortSignal | undefined;
};

/** Ready bytes for one table. */
export type InsertRequest = {
  readonly table: string;
  readonly columns: readonly string[];
  readonly bytes: Buffer;
  readonly settings: Readonly<Record<string, string | number>>;
};

/** What differs between ClickHouse in this process and a ClickHouse server: how a statement gets there. */
export type Engine = {
  readonly kind: 'embedded' | 'server';
  /** The whole answer in `format`, as text. */
  readonly query: (request: Request, format: typeof ROWS_FORMAT) => Promise<string>;
  /** A statement without an answer. */
  readonly command: (request: Request) => Promise<void>;
  /** Decoded rows, some at a time, as they come; ending the iteration ends the statement. */
  readonly stream: (request: Request) => AsyncIterable<Record<string, unknown>[]>;
  /** Inserts blocks in Native format. */
  readonly insert: (request: InsertRequest) => Promise<void>;
  readonly close: () => Promise<void>;
};

export const ROWS_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

/** Milliseconds since the epoch as a parameter of type DateTime64(3, 'UTC'). */
export const instant = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ');
