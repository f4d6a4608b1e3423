import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { ExceptBatch, KeyId } from './keys.reader.ts';

/** An event without a home of its own that carries a shared key. */
export type SharedEvent = KeyId & {
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly type: string;
};

const CHUNK = 10_000;

/** Events that wait for, or are linked by, any of the shared `keys`. */
export const sharedEventsOf = async (
  clickhouse: ClickHouse,
  workspace: number,
  keys: readonly KeyId[],
  except: ExceptBatch = { writer: 0n, batch: 0n },
  options: ReadOptions = { lane: 'detect' },
): Promise<SharedEvent[]> => {
  const asked = new Set(keys.map(({ namespace, scope, value }) => `${namespace}\0${scope}\0${value}`));
  const values = [...new Set(keys.map(({ value }) => value))];
  const found: SharedEvent[] = [];
  for (let from = 0; from < values.length; from += CHUNK) {
    const rows = await clickhouse.query<SharedEvent>(
      `SELECT value, namespace, scope, event_key, any(home) AS home, min(occurred_at) AS occurred_at, any(type) AS type
       FROM shared_events
       WHERE workspace = {workspace:UInt32} AND value IN {values:Array(String)}
         AND NOT (writer = {exceptWriter:UInt64} AND batch = {exceptBatch:UInt64})
       GROUP BY value, namespace, scope, event_key HAVING sum(sign) > 0`,
      {
        workspace,
        values: values.slice(from, from + CHUNK),
        exceptWriter: except.writer,
        exceptBatch: except.batch,
      },
      { maxRows: 1_000_000, ...options },
    );
    for (const row of rows) {
      if (asked.has(`${row.namespace}\0${row.scope}\0${row.value}`)) found.push(row);
    }
  }
  return found;
};
