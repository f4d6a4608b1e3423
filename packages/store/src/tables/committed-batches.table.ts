import { time, u32, u64 } from './column.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Batches of which every table and view holds all rows: what readers may read. */
export const committedBatches = table({
  name: 'committed_batches',
  about: 'Batches that are wholly stored.',
  columns: {
    /** 0: a batch of a log serves several workspaces. */
    workspace: u32(),
    writer: u64(),
    batch: u64(),
    /** First and last log position of the batch, both inclusive. */
    firstPosition: u64(),
    lastPosition: u64(),
    rows: u32(),
    committedAt: time(),
  },
  orderBy: ['workspace', 'writer', 'batch'],
  granularity: 1024,
});
export type CommittedBatchRow = RowOf<typeof committedBatches>;
export type NewCommittedBatchRow = NewRowOf<typeof committedBatches>;
