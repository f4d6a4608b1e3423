import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { camel } from '../tables/table.ts';
import { type Pglite, startPglite } from './pglite.ts';

/** Something that runs one statement with `$1` parameters; rows come with camelCase names, bigint as a string. */
export type Sql = {
  readonly query: <T>(sql: string, params?: readonly unknown[]) => Promise<T[]>;
};

/** PostgreSQL, embedded or a server: the only way that our code reads or writes intentions. */
export type Postgres = Sql & {
  readonly kind: 'embedded' | 'server';
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. `work` awaits nothing but
   * its own `tx`: embedded, all other statements wait for it.
   */
  readonly transaction: <T>(work: (tx: Sql) => Promise<T>) => Promise<T>;
  /** For libraries that bring their own SQL; never open a pool beside it. */
  readonly pool: pg.Pool;
  readonly close: () => Promise<void>;
};

/** Where intentions live: a server by `url`, else embedded under `<dataDir>/postgres`. */
export type PostgresPlace = {
  readonly dataDir: string;
  readonly url?: string | undefined;
  /** Statements at a time on a server (default 10). */
  readonly connections?: number;
};

/**
 * One connection to the embedded engine. It runs one statement at a time anyway, and its socket server queues single
 * protocol messages: two connections could put their unnamed statements into each other's place.
 */
const EMBEDDED_CONNECTIONS = 1;
const WAIT_MS = 60_000;
const STATEMENT_MS = 60_000;

const camelRows = <T>(rows: readonly Record<string, unknown>[]): T[] =>
  rows.map(
    (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value])) as T,
  );

const sqlOf = (client: pg.Pool | pg.PoolClient): Sql => ({
  query: async <T>(sql: string, params: readonly unknown[] = []) => {
    const result = await client.query<Record<string, unknown>>(sql, [...params]);
    // Several statements in one text give one result each, and nobody reads those.
    return Array.isArray(result) ? [] : camelRows<T>(result.rows);
  },
});

const transactionOn =
  (pool: pg.Pool) =>
  async <T>(work: (tx: Sql) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const result = await work(sqlOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((cause: Error) => {
        broken = cause;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  };

const openPool = async ({
  dataDir,
  url,
  connections,
}: PostgresPlace): Promise<{ pool: pg.Pool; pglite?: Pglite }> => {
  if (url !== undefined) {
    return {
      pool: new pg.Pool({
        connectionString: url,
        max: connections ?? 10,
        connectionTimeoutMillis: WAIT_MS,
        statement_timeout: STATEMENT_MS,
        application_name: 'throughline',
      }),
    };
  }
  const directory = join(dataDir, 'postgres');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const pglite = await startPglite(directory);
  const pool = new pg.Pool({
    host: pglite.host,
    user: 'postgres',
    database: 'postgres',
    max: EMBEDDED_CONNECTIONS,
    connectionTimeoutMillis: WAIT_MS,
    idleTimeoutMillis: 0,
  });
  return { pool, pglite };
};

/** Opens PostgreSQL; the tables are made by the migrations. Fails at once, and says where, when it does not answer. */
export const openPostgres = async (place: PostgresPlace): Promise<Postgres> => {
  const { pool, pglite } = await openPool(place);
  // A broken idle connection is replaced by the pool; without a listener Node would end the process.
  pool.on('error', () => undefined);
  const close = async (): Promise<void> => {
    await pool.end();
    await pglite?.close();
  };
  try {
    await pool.query('SELECT 1');
  } catch (cause) {
    await close();
    const where = place.url === undefined ? place.dataDir : new URL(place.url).host;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`PostgreSQL at ${where} (DATABASE_URL) does not answer: ${why}`, { cause });
  }
  return {
    kind: pglite === undefined ? 'server' : 'embedded',
    ...sqlOf(pool),
    transaction: transactionOn(pool),
    pool,
    close,
  };
};
