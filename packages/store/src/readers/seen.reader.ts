import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { ExceptBatch } from './keys.reader.ts';

/** A stored fact: what it said (as a fingerprint) and the life that it was given (0n: none). */
export type Seen = {
  readonly eventKey: bigint;
  readonly fingerprint: bigint;
  readonly life: bigint;
  readonly occurredAt: number;
};

const CHUNK = 10_000;

/** Which of `eventKeys` are stored already, by key; the rows of the batch `except` do not count. */
export const seenOf = async (
  clickhouse: ClickHouse,
  workspace: number,
  eventKeys: readonly bigint[],
  except: ExceptBatch = { writer: 0n, batch: 0n },
  options: ReadOptions = { lane: 'detect' },
): Promise<Map<bigint, Seen>> => {
  const found = new Map<bigint, Seen>();
  for (let from = 0; from < eventKeys.length; from += CHUNK) {
    const rows = await clickhouse.query<Seen>(
      `SELECT event_key, argMin(fingerprint, (observed_at, writer, batch)) AS fingerprint,
         argMin(life, (observed_at, writer, batch)) AS life,
         argMin(occurred_at, (observed_at, writer, batch)) AS occurred_at
       FROM seen
       WHERE workspace = {workspace:UInt32} AND event_key IN {eventKeys:Array(UInt128)}
         AND NOT (writer = {exceptWriter:UInt64} AND batch = {exceptBatch:UInt64})
       GROUP BY event_key`,
      {
        workspace,
        eventKeys: eventKeys.slice(from, from + CHUNK),
        exceptWriter: except.writer,
        exceptBatch: except.batch,
      },
      options,
    );
    for (const row of rows) found.set(row.eventKey, row);
  }
  return found;
};
