import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';

/** A batch that every table and view holds. */
export type CommittedBatch = {
  readonly writer: bigint;
  readonly batch: bigint;
  readonly firstPosition: bigint;
  readonly lastPosition: bigint;
  readonly rows: number;
  readonly committedAt: number;
};

/** How far each writer has been read: writer → last batch. A writer that is not in it is read from its beginning. */
export type Cursor = ReadonlyMap<bigint, bigint>;

/** Batches after `cursor`, in order per writer, at most `limit` of them. */
export const batchesAfter = (
  clickhouse: ClickHouse,
  cursor: Cursor,
  limit = 1000,
  options: ReadOptions = {},
): Promise<CommittedBatch[]> =>
  clickhouse.query<CommittedBatch>(
    `WITH {writers:Array(UInt64)} AS writers, {batches:Array(UInt64)} AS batches
     SELECT writer, batch, any(first_position) AS first_position, any(last_position) AS last_position,
       any(rows) AS rows, min(committed_at) AS committed_at
     FROM committed_batches
     WHERE workspace = 0 AND batch > if(has(writers, writer), batches[indexOf(writers, writer)], 0)
     GROUP BY writer, batch ORDER BY writer, batch LIMIT {limit:UInt32}`,
    { writers: [...cursor.keys()], batches: [...cursor.values()], limit },
    options,
  );

/** The newest committed batch of every writer: the cursor of a reader that has seen all. */
export const newestCursor = async (clickhouse: ClickHouse, options: ReadOptions = {}): Promise<Cursor> => {
  const rows = await clickhouse.query<{ writer: bigint; batch: bigint }>(
    'SELECT writer, max(batch) AS batch FROM committed_batches WHERE workspace = 0 GROUP BY writer',
    {},
    options,
  );
  return new Map(rows.map(({ writer, batch }) => [writer, batch]));
};
