import { createRequire } from 'node:module';
import { createClient } from '@clickhouse/client';
import type { ChdbConnection } from 'chdb/connection';
import { SESSION_SETTINGS } from '../settings.ts';
import { decodeRows } from './decode.ts';
import { type Engine, type Lane, type Request, ROWS_FORMAT } from './engine.ts';
import { type Pool, poolOf } from './lane.ts';
import { setParams, setSettings } from './params.ts';

const LANES: Readonly<Record<Lane, number>> = { write: 2, detect: 1, read: 2 };
const STREAMS = 2;
/** A look-up of 10,000 keys is a statement of half a megabyte. */
const MAX_QUERY_BYTES = 64 * 1024 * 1024;

type Config = NonNullable<Parameters<typeof createClient>[0]>;
type Client = ReturnType<typeof createClient>;
type Chdb = typeof import('chdb') & typeof import('chdb/connection');

/** Loads the native library on first use: a process that talks to a server never pays for it. */
const loadChdb = (): Chdb => {
  const require = createRequire(import.meta.url);
  return { ...require('chdb'), ...require('chdb/connection') } as Chdb;
};

/** The two packages declare the same interface with their own private types. */
const clientOver = (connection: ChdbConnection): Client =>
  createClient({ connection: connection as unknown as NonNullable<Config['connection']> });

/**
 * Parameters are SET on the connection. chDB's own binding keeps one process-wide queue for all connections (its
 * parameters are not isolated between threads), so a look-up would wait behind a long scan.
 */
const prefixOf = ({ settings, params }: Request): string => `${setSettings(settings)}${setParams(params)}`;
const statement = (request: Request): string => prefixOf(request) + request.sql;

/** Streams allow one statement only, so settings and parameters are set before; each chunk repeats the header. */
async function* streamRows(
  pool: Pool<ChdbConnection>,
  request: Request,
): AsyncGenerator<Record<string, unknown>[]> {
  const { member, release } = await pool.take(request.signal);
  try {
    await member.chdb.queryAsync(`${prefixOf(request)}SELECT 1`);
    const options = { format: ROWS_FORMAT, ...(request.signal && { signal: request.signal }) };
    for await (const chunk of member.chdb.queryStream(request.sql, options)) yield decodeRows(chunk.text());
  } finally {
    release();
  }
}

const openError = (directory: string, cause: unknown): Error => {
  const why = cause instanceof Error ? cause.message : String(cause);
  const remedy = /lock|another|Cannot open a session|active data directory/i.test(why)
    ? 'Another process or another directory is open: end the other Throughline first.'
    : 'Check that the directory may be written to and that the disk has space.';
  return new Error(`ClickHouse cannot open ${directory}: ${why} ${remedy}`, { cause });
};

/**
 * ClickHouse in this process (chDB) over `directory`, through several connections. One process may open one directory
 * at a time. The first open takes some 100 ms of the event loop.
 */
export const openEmbedded = async (directory: string, database: string): Promise<Engine> => {
  const chdb = loadChdb();
  const opened: ChdbConnection[] = [];
  const connect = (): ChdbConnection => {
    try {
      return chdb.createChdbConnection({ path: directory });
    } catch (cause) {
      throw openError(directory, cause);
    }
  };
  const prepare = async (connection: ChdbConnection): Promise<ChdbConnection> => {
    opened.push(connection);
    const settings = setSettings({ ...SESSION_SETTINGS, max_query_size: MAX_QUERY_BYTES });
    await connection.chdb.queryAsync(`${settings}CREATE DATABASE IF NOT EXISTS ${database}`);
    await connection.chdb.queryAsync(`USE ${database}`);
    return connection;
  };

  const members = async (count: number): Promise<{ client: Client; connection: ChdbConnection }[]> => {
    const made: { client: Client; connection: ChdbConnection }[] = [];
    for (let at = 0; at < count; at += 1) {
      const connection = await prepare(connect());
      made.push({ client: clientOver(connection), connection });
    }
    return made;
  };
  const lanes: Readonly<Record<Lane, Pool<{ client: Client; connection: ChdbConnection }>>> = {
    write: poolOf(await members(LANES.write)),
    detect: poolOf(await members(LANES.detect)),
    read: poolOf(await members(LANES.read)),
  };
  const streaming = poolOf((await members(STREAMS)).map(({ connection }) => connection));

  return {
    kind: 'embedded',
    query: (request, format) =>
      lanes[request.lane].use(async ({ client }) => {
        const result = await client.query({ query: statement(request), format });
        return result.text();
      }, request.signal),
    command: (request) =>
      lanes[request.lane].use(async ({ client }) => {
        await client.command({ query: statement(request) });
      }, request.signal),
    insert: (request) =>
      lanes.write.use(async ({ connection }) => {
        await connection.chdb.rawInsert({
          table: `${database}.${request.table}`,
          columns: request.columns,
          values: request.bytes,
          format: 'JSONCompactEachRow',
          settings: request.settings,
        });
      }),
    stream: (request) => streamRows(streaming, request),
    close: async () => {
      for (const lane of Object.values(lanes)) await lane.drain();
      await streaming.drain();
      for (const connection of opened) await connection.close();
      await chdb.drainPending();
    },
  };
};
