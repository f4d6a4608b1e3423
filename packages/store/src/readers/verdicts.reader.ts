import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { VerdictRow } from '../tables/verdicts.table.ts';

/** The last verdict of a clock that said something. */
export type LastVerdict = { readonly life: bigint; readonly clockId: bigint; readonly verdictId: bigint };

/** The last verdict of every clock of the given lives that was found before `beforeSeq`; of those that could tell. */
export const lastVerdicts = (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  beforeSeq: bigint,
): Promise<LastVerdict[]> =>
  lives.length === 0
    ? Promise.resolve([])
    : clickhouse.query<LastVerdict>(
        `SELECT life, clock_id, argMax(verdict_id, seq) AS verdict_id FROM verdicts
         WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)} AND state != 'unknown'
           AND seq < {beforeSeq:UInt64} GROUP BY life, clock_id`,
        { workspace, lives, beforeSeq },
        { lane: 'detect', maxRows: 1_000_000 },
      );

/** Every verdict of the given lives, or of one clock of them, each once, in the order in which they were found. */
export const verdictsOf = (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  clockId: bigint | null = null,
  options: ReadOptions = {},
): Promise<VerdictRow[]> =>
  clickhouse
    .query<VerdictRow>(
      `SELECT * FROM verdicts WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)}
       AND ${clockId === null ? '1' : 'clock_id = {clockId:UInt128}'}
     ORDER BY seq DESC LIMIT 1 BY verdict_id`,
      { workspace, lives, ...(clockId !== null && { clockId }) },
      options,
    )
    .then((rows) => rows.reverse());
