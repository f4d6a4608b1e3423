import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SESSION_SETTINGS } from '../settings.ts';
import { type Connection, loadChdb, openConnection } from './chdb.ts';
import { decodeRows } from './decode.ts';
import { type Engine, type Lane, type Request, ROWS_FORMAT } from './engine.ts';
import { type Pool, poolOf } from './lane.ts';
import { literal, setParams, setSettings } from './params.ts';

const CONNECTIONS: Readonly<Record<Lane | 'stream', number>> = { write: 2, detect: 1, read: 2, stream: 2 };
/** A look-up of 10,000 keys is a statement of half a megabyte. */
const MAX_QUERY_BYTES = 64 * 1024 * 1024;
/** How long closing waits for running statements, and for streams that nobody reads on. */
const CLOSE_MS = 10_000;

/**
 * Parameters are SET on the connection. chDB's own binding keeps one process-wide queue for all connections (its
 * parameters are not isolated between threads), so a look-up would wait behind a long scan.
 */
const prefixOf = ({ settings, params }: Request): string => `${setSettings(settings)}${setParams(params)}`;
const statement = (request: Request): string => prefixOf(request) + request.sql;

/** Streams allow one statement only, so settings and parameters are set before; each chunk repeats the header. */
async function* streamRows(
  pool: Pool<Connection>,
  request: Request,
): AsyncGenerator<Record<string, unknown>[]> {
  const { member, release } = await pool.take(request.signal);
  try {
    await member.chdb.queryAsync(`${prefixOf(request)}SELECT 1`);
    const options = { format: ROWS_FORMAT, ...(request.signal && { signal: request.signal }) };
    for await (const chunk of member.chdb.queryStream(request.sql, options)) yield decodeRows(chunk.text());
  } finally {
    await member.flush().finally(release);
  }
}

const openError = (directory: string, cause: unknown): Error => {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `ClickHouse (embedded) cannot open ${directory}: ${why}. One process at a time can: end another Throughline that ` +
      'uses it. Otherwise check that the directory may be written to and that its disk has space.',
    { cause },
  );
};

const prepare = async (connection: Connection, database: string): Promise<void> => {
  const settings = setSettings({ ...SESSION_SETTINGS, max_query_size: MAX_QUERY_BYTES });
  await connection.chdb.queryAsync(`${settings}CREATE DATABASE IF NOT EXISTS ${database}`);
  await connection.chdb.queryAsync(`USE ${database}`);
};

/**
 * ClickHouse in this process (chDB) over `directory`, through several connections. One process may open one directory
 * at a time. The first open takes some 100 ms of the event loop.
 */
export const openEmbedded = async (directory: string, database: string): Promise<Engine> => {
  const library = loadChdb();
  const inserts = `${directory}-inserts`;
  let inserted = 0;
  const opened: Connection[] = [];
  const close = async (): Promise<void> => {
    for (const connection of opened) await connection.close();
    await library.drainPending();
  };
  const open = async (count: number): Promise<Pool<Connection>> => {
    const members: Connection[] = [];
    for (let at = 0; at < count; at += 1) {
      const connection = openConnection(library, directory);
      opened.push(connection);
      members.push(connection);
      await prepare(connection, database);
    }
    return poolOf(members);
  };

  let pools: Readonly<Record<Lane | 'stream', Pool<Connection>>>;
  try {
    pools = {
      write: await open(CONNECTIONS.write),
      detect: await open(CONNECTIONS.detect),
      read: await open(CONNECTIONS.read),
      stream: await open(CONNECTIONS.stream),
    };
  } catch (cause) {
    await close();
    throw openError(directory, cause);
  }

  // After the open, which only one process can do: what lies here is of an insert that a crash cut short.
  await rm(inserts, { recursive: true, force: true });
  await mkdir(inserts, { recursive: true, mode: 0o700 });

  return {
    kind: 'embedded',
    query: (request, format) =>
      pools[request.lane].use(
        ({ client, run }) =>
          run(async () => (await client.query({ query: statement(request), format })).text()),
        request.signal,
      ),
    command: (request) =>
      pools[request.lane].use(
        ({ client, run }) => run(async () => void (await client.command({ query: statement(request) }))),
        request.signal,
      ),
    insert: async ({ table, columns, bytes, settings }) => {
      // chDB takes binary formats from files only; the page cache is all that this one ever sees.
      inserted += 1;
      const file = join(inserts, `${inserted}.native`);
      await writeFile(file, bytes, { mode: 0o600 });
      const names = columns.join(', ');
      const given = Object.entries(settings).map(([name, value]) =>
        typeof value === 'number' ? `${name} = ${value}` : `${name} = ${literal(value)}`,
      );
      try {
        await pools.write.use(({ chdb, run }) =>
          run(async () => {
            await chdb.queryAsync(
              `INSERT INTO ${database}.${table} (${names}) SETTINGS ${given.join(', ')} ` +
                `SELECT ${names} FROM file(${literal(file)}, 'Native')`,
            );
          }),
        );
      } finally {
        await rm(file, { force: true });
      }
    },
    stream: (request) => streamRows(pools.stream, request),
    close: async () => {
      const patience = new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref());
      await Promise.race([Promise.all(Object.values(pools).map((pool) => pool.drain())), patience]);
      await close();
    },
  };
};
