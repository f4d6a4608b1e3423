import { type NewRowOf, type Table } from '../tables/table.ts';
import { decodeRows } from './decode.ts';
import { encodeRows } from './encode.ts';
import { type Engine, type Lane, type Params, type Request, ROWS_FORMAT } from './engine.ts';

/** What one read may cost; whatever is left out takes the default. */
export type ReadOptions = {
  readonly lane?: Lane;
  /** The engine ends the statement after this long (default 30 s). */
  readonly timeoutMs?: number;
  /** An answer of more rows is an error, not a cut list (default 100,000). */
  readonly maxRows?: number;
  /** Rejects at once; an embedded statement still runs to its end or timeout. */
  readonly signal?: AbortSignal;
};

/** ClickHouse, embedded or a server: the only way that our code reads or writes facts. */
export type ClickHouse = {
  readonly kind: Engine['kind'];
  readonly database: string;
  /**
   * Rows of a SELECT whose values come only through `{name:Type}` parameters. Names arrive in camelCase, 64-bit and
   * larger integers as bigint, times as UTC milliseconds, decimals as exact strings.
   */
  readonly query: <T>(sql: string, params?: Params, options?: ReadOptions) => Promise<T[]>;
  /** The same, some rows at a time, never the whole answer in memory. No row limit. */
  readonly stream: <T>(sql: string, params?: Params, options?: ReadOptions) => AsyncIterable<T[]>;
  /** A statement without an answer (DDL, deletes). */
  readonly command: (sql: string, params?: Params) => Promise<void>;
  /**
   * Inserts rows and returns when they are on the disk, in the table and in its views. The same `token` again does
   * nothing. No rows: nothing happens.
   */
  readonly insert: <T extends Table>(
    table: T,
    rows: readonly NewRowOf<T>[],
    options: { readonly token: string },
  ) => Promise<void>;
  readonly close: () => Promise<void>;
};

const DEFAULTS = { lane: 'read', timeoutMs: 30_000, maxRows: 100_000 } as const;

const asRequest = (sql: string, params: Params, options: ReadOptions, maxRows: number): Request => ({
  sql,
  params,
  lane: options.lane ?? DEFAULTS.lane,
  settings: {
    max_execution_time: Math.max(0.001, (options.timeoutMs ?? DEFAULTS.timeoutMs) / 1000),
    timeout_overflow_mode: 'throw',
    max_result_rows: maxRows,
    result_overflow_mode: 'throw',
  },
  ...(options.signal && { signal: options.signal }),
});

/** The common face of an engine. */
export const clickHouseOf = (engine: Engine, database: string): ClickHouse => ({
  kind: engine.kind,
  database,
  query: async <T>(sql: string, params: Params = {}, options: ReadOptions = {}) => {
    const request = asRequest(sql, params, options, options.maxRows ?? DEFAULTS.maxRows);
    return decodeRows(await engine.query(request, ROWS_FORMAT)) as T[];
  },
  stream: <T>(sql: string, params: Params = {}, options: ReadOptions = {}) =>
    engine.stream(asRequest(sql, params, { timeoutMs: 600_000, ...options }, 0)) as AsyncIterable<T[]>,
  command: (sql, params = {}) =>
    engine.command({ ...asRequest(sql, params, { lane: 'write', timeoutMs: 600_000 }, 0) }),
  insert: async (table, rows, { token }) => {
    if (rows.length === 0) return;
    await engine.insert({
      table: table.name,
      ...(await encodeRows(table, rows)),
      settings: { insert_deduplication_token: token },
    });
  },
  close: engine.close,
});
