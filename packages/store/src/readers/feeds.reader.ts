import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';

/** Up to when a source has told everything, and what shows it. */
export type FeedCompleteness = {
  readonly source: string;
  readonly completeThrough: number;
  readonly kind: 'import' | 'heartbeat' | 'batch' | 'poll';
  readonly evidence: string;
  readonly observedAt: number;
};

/** The latest completeness of every source that declared one. */
export const feedCompleteness = (
  clickhouse: ClickHouse,
  workspace: number,
  options: ReadOptions = {},
): Promise<FeedCompleteness[]> =>
  clickhouse.query<FeedCompleteness>(
    `SELECT source, max(through) AS complete_through, argMax(kind, through) AS kind,
       argMax(evidence, through) AS evidence, argMax(seen_at, through) AS observed_at
     FROM (SELECT *, complete_through AS through, observed_at AS seen_at FROM feeds WHERE workspace = {workspace:UInt32})
     GROUP BY source ORDER BY source`,
    { workspace },
    options,
  );

/** Every type that each source ever sent: two narrow columns, read whole. */
export const typesOfSources = (
  clickhouse: ClickHouse,
  workspace: number,
  options: ReadOptions = {},
): Promise<{ readonly source: string; readonly types: string[] }[]> =>
  clickhouse.query(
    `SELECT toString(source) AS source, groupUniqArray(toString(type)) AS types
     FROM events WHERE workspace = {workspace:UInt32} GROUP BY source`,
    { workspace },
    options,
  );
