import { Readable } from 'node:stream';
import { type ClickHouseSettings, createClient } from '@clickhouse/client';
import { SESSION_SETTINGS } from '../settings.ts';
import { rowDecoder } from './decode.ts';
import { type Engine, type Lane, type Request, ROWS_FORMAT } from './engine.ts';

type Client = ReturnType<typeof createClient>;
const CONNECTIONS: Readonly<Record<Lane, number>> = { write: 4, detect: 4, read: 16 };
const DEFAULT_TIMEOUT_MS = 10 * 60 * 1000;

const asSettings = (settings: Readonly<Record<string, string | number>>): ClickHouseSettings =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, String(value)]),
  ) as ClickHouseSettings;

const asParams = ({ sql, params, settings, signal }: Request) => ({
  query: sql,
  query_params: params as Record<string, unknown>,
  clickhouse_settings: asSettings(settings),
  ...(signal && { abort_signal: signal }),
});

async function* lines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const whole = text.split('\n');
    rest = whole.pop() ?? '';
    if (whole.length > 0) yield whole;
  }
  if (rest !== '') yield [rest];
}

async function* streamRows(client: Client, request: Request): AsyncGenerator<Record<string, unknown>[]> {
  const answer = await client.exec({
    ...asParams(request),
    query: `${request.sql}\nFORMAT ${ROWS_FORMAT}`,
  });
  try {
    const header: string[] = [];
    let decode: ReturnType<typeof rowDecoder> | undefined;
    for await (const some of lines(answer.stream)) {
      if (decode === undefined) {
        while (header.length < 2 && some.length > 0) header.push(some.shift() as string);
        if (header.length < 2) continue;
        decode = rowDecoder(header[0] as string, header[1] as string);
      }
      const rows = some.filter((line) => line !== '').map(decode);
      if (rows.length > 0) yield rows;
    }
  } finally {
    answer.stream.destroy();
  }
}

/** A ClickHouse server at `url` (`http://user:password@host:8123`); lanes are keep-alive pools of their own. */
export const openServer = async (url: string, database: string): Promise<Engine> => {
  const first = createClient({ url });
  try {
    await first.command({ query: `CREATE DATABASE IF NOT EXISTS ${database}` });
  } catch (cause) {
    const where = new URL(url).host;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`ClickHouse at ${where} (CLICKHOUSE_URL) does not answer: ${why}`, { cause });
  } finally {
    await first.close();
  }
  const clientOf = (lane: Lane): Client =>
    createClient({
      url,
      database,
      max_open_connections: CONNECTIONS[lane],
      request_timeout: DEFAULT_TIMEOUT_MS,
      application: 'throughline',
      clickhouse_settings: asSettings({
        ...SESSION_SETTINGS,
        cancel_http_readonly_queries_on_client_close: 1,
      }),
    });
  const clients: Readonly<Record<Lane, Client>> = {
    write: clientOf('write'),
    detect: clientOf('detect'),
    read: clientOf('read'),
  };
  return {
    kind: 'server',
    query: async (request, format) => {
      const result = await clients[request.lane].query({ ...asParams(request), format });
      return result.text();
    },
    command: async (request) => {
      await clients[request.lane].command(asParams(request));
    },
    stream: (request) => streamRows(clients[request.lane], request),
    insert: async ({ table, columns, bytes, settings }) => {
      const answer = await clients.write.exec({
        query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT Native`,
        values: Readable.from([bytes], { objectMode: false }),
        clickhouse_settings: asSettings(settings),
      });
      answer.stream.resume();
      await new Promise((resolve, reject) => answer.stream.on('end', resolve).on('error', reject));
    },
    close: async () => {
      await Promise.all(Object.values(clients).map((client) => client.close()));
    },
  };
};
