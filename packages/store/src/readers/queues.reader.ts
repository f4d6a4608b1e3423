import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { DeadLetterRow } from '../tables/dead-letters.table.ts';

/** An event that waits for a life. `keys` is JSON: [{namespace, scope, value}]. */
export type WaitingOrphan = {
  readonly eventKey: bigint;
  readonly source: string;
  readonly type: string;
  readonly occurredAt: number;
  readonly observedAt: number;
  readonly keys: string;
};

/** Where a page of a queue goes on: the last row of the page before, newest first. */
export type QueueCursor = { readonly observedAt: number; readonly id: bigint };

const START: QueueCursor = { observedAt: Number.MAX_SAFE_INTEGER, id: 0n };

/** Events that wait for a life, newest first. */
export const orphansPage = (
  clickhouse: ClickHouse,
  workspace: number,
  { after = START, limit = 100 }: { after?: QueueCursor; limit?: number } = {},
  options: ReadOptions = {},
): Promise<WaitingOrphan[]> =>
  clickhouse.query<WaitingOrphan>(
    `SELECT event_key, any(source) AS source, any(type) AS type, any(occurred_at) AS occurred_at,
       min(seen_at) AS observed_at, any(keys) AS keys
     FROM (SELECT *, observed_at AS seen_at FROM orphans WHERE workspace = {workspace:UInt32})
     GROUP BY event_key
     HAVING sum(sign) > 0 AND (toUnixTimestamp64Milli(observed_at), event_key) < ({at:Int64}, {id:UInt128})
     ORDER BY observed_at DESC, event_key DESC LIMIT {limit:UInt32}`,
    { workspace, at: after.observedAt, id: after.id, limit },
    options,
  );

/** Which of `eventKeys` wait as orphans. */
export const orphansAmong = async (
  clickhouse: ClickHouse,
  workspace: number,
  eventKeys: readonly bigint[],
  options: ReadOptions = { lane: 'detect' },
): Promise<Set<bigint>> => {
  const rows = await clickhouse.query<{ eventKey: bigint }>(
    `SELECT event_key FROM orphans
     WHERE workspace = {workspace:UInt32} AND event_key IN {eventKeys:Array(UInt128)}
     GROUP BY event_key HAVING sum(sign) > 0`,
    { workspace, eventKeys },
    options,
  );
  return new Set(rows.map(({ eventKey }) => eventKey));
};

/** Of the rows of one letter, the one that was changed last. */
const NEWEST_STATE = `ORDER BY id, state_at DESC, state != 'waiting' DESC LIMIT 1 BY id`;

/** Dead letters in their newest state, newest first. */
export const deadLettersPage = (
  clickhouse: ClickHouse,
  workspace: number,
  {
    after = START,
    limit = 100,
    state = 'waiting',
  }: { after?: QueueCursor; limit?: number; state?: DeadLetterRow['state'] } = {},
  options: ReadOptions = {},
): Promise<DeadLetterRow[]> =>
  clickhouse.query<DeadLetterRow>(
    `SELECT * FROM (SELECT * FROM dead_letters WHERE workspace = {workspace:UInt32} ${NEWEST_STATE})
     WHERE state = {state:String} AND (toUnixTimestamp64Milli(observed_at), id) < ({at:Int64}, {id:UInt128})
     ORDER BY observed_at DESC, id DESC LIMIT {limit:UInt32}`,
    { workspace, at: after.observedAt, id: after.id, limit, state },
    options,
  );

/** Waiting dead letters and orphans of a workspace, by reason. */
export const queueCounts = async (
  clickhouse: ClickHouse,
  workspace: number,
  options: ReadOptions = {},
): Promise<{ orphans: number; deadLetters: ReadonlyMap<string, number> }> => {
  const [orphans, letters] = await Promise.all([
    clickhouse.query<{ n: number }>(
      `SELECT toUInt32(count()) AS n FROM (SELECT event_key FROM orphans WHERE workspace = {workspace:UInt32}
         GROUP BY event_key HAVING sum(sign) > 0)`,
      { workspace },
      options,
    ),
    clickhouse.query<{ reason: string; n: number }>(
      `SELECT reason, toUInt32(count()) AS n FROM (
         SELECT reason, state FROM dead_letters WHERE workspace = {workspace:UInt32} ${NEWEST_STATE}) WHERE state = 'waiting' GROUP BY reason`,
      { workspace },
      options,
    ),
  ]);
  return { orphans: orphans[0]?.n ?? 0, deadLetters: new Map(letters.map(({ reason, n }) => [reason, n])) };
};
