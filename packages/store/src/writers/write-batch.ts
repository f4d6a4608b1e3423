import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { TABLES, type TableName } from '../tables/index.ts';
import type { NewRowOf, Table } from '../tables/table.ts';

/** Tables that a drained batch may write; rollups fill themselves, verdicts are detection's, and the commit is written last. */
export type BatchTable = Exclude<TableName, 'lives' | 'changes' | 'verdicts' | 'committedBatches'>;
/** Rows of one drained batch, by table. */
export type BatchRows = { readonly [N in BatchTable]?: readonly NewRowOf<(typeof TABLES)[N]>[] };

/** A drained batch: the log that it comes from, its number, and its first and last position (inclusive). */
export type Batch = {
  readonly writer: bigint;
  readonly batch: bigint;
  readonly firstPosition: bigint;
  readonly lastPosition: bigint;
  readonly rows: BatchRows;
};

/** `<writer>:<first>-<last>`: ClickHouse ignores what comes again under it, per table. */
export const tokenOf = ({ writer, firstPosition, lastPosition }: Omit<Batch, 'rows' | 'batch'>): string =>
  `${writer}:${firstPosition}-${lastPosition}`;

/**
 * Writes a batch to every table and its views, then records it in `committed_batches`, from when on readers see it.
 * Returns when all is durable. Throws when any part fails: the caller sends the same batch again, with the same rows,
 * and what was already stored is ignored.
 */
export const writeBatch = async (
  clickhouse: ClickHouse,
  batch: Batch,
  now: () => number = Date.now,
): Promise<void> => {
  const token = tokenOf(batch);
  const given = Object.entries(batch.rows).filter(([, rows]) => rows.length > 0);
  // A payload whose key was not stored could never be opened again.
  await clickhouse.insert(TABLES.dataKeys, batch.rows.dataKeys ?? [], { token });
  const inserts = given
    .filter(([name]) => name !== 'dataKeys')
    .map(([name, rows]) =>
      clickhouse.insert<Table>(TABLES[name as BatchTable], rows as readonly NewRowOf<Table>[], { token }),
    );
  // Wait for all even when one fails, so that a retry never runs beside the first attempt.
  const results = await Promise.allSettled(inserts);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  await clickhouse.insert(
    TABLES.committedBatches,
    [
      {
        workspace: 0,
        writer: batch.writer,
        batch: batch.batch,
        firstPosition: batch.firstPosition,
        lastPosition: batch.lastPosition,
        rows: given.reduce((sum, [, rows]) => sum + rows.length, 0),
        committedAt: now(),
      },
    ],
    { token },
  );
};
