import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';

const CHUNK = 10_000;

/** Which of `eventKeys` wait as orphans. */
export const orphansAmong = async (
  clickhouse: ClickHouse,
  workspace: number,
  eventKeys: readonly bigint[],
  options: ReadOptions = { lane: 'detect' },
): Promise<Set<bigint>> => {
  const waiting = new Set<bigint>();
  for (let from = 0; from < eventKeys.length; from += CHUNK) {
    const rows = await clickhouse.query<{ eventKey: bigint }>(
      `SELECT event_key FROM orphans
       WHERE workspace = {workspace:UInt32} AND event_key IN {eventKeys:Array(UInt128)}
       GROUP BY event_key HAVING sum(sign) > 0`,
      { workspace, eventKeys: eventKeys.slice(from, from + CHUNK) },
      options,
    );
    for (const { eventKey } of rows) waiting.add(eventKey);
  }
  return waiting;
};
