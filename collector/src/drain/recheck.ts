import { type ClickHouse, type Cursor, type KeyId, keysOfOthers, newestCursor } from '@throughline/store';
import type { RecheckKey } from '../log/batch-notes.ts';

export type KeyRows = readonly (KeyId & { readonly workspace: number })[];

/**
 * Watches for collectors that store beside this one. Two that store the same key at the same instant do not see each
 * other; whichever commits later sees the other's batch, and has the key judged anew.
 */
export class Rechecker {
  private readonly clickhouse: ClickHouse;
  private readonly writer: bigint;
  private cursor: Cursor = new Map();
  private keys: readonly RecheckKey[] = [];

  constructor(clickhouse: ClickHouse, writer: bigint) {
    this.clickhouse = clickhouse;
    this.writer = writer;
  }

  /** Takes note of what others have stored, before the first batch looks anything up. */
  async begin(): Promise<void> {
    this.cursor = await newestCursor(this.clickhouse);
  }

  /** After a batch is committed that stored these key rows: finds those that others stored since the batch before. */
  async committed(rows: KeyRows): Promise<void> {
    const before = this.cursor;
    const now = await newestCursor(this.clickhouse);
    const moved = [...now].some(
      ([writer, batch]) => writer !== this.writer && batch > (before.get(writer) ?? 0n),
    );
    const found: RecheckKey[] = [];
    if (moved) {
      for (const [workspace, some] of Map.groupBy(rows, (row) => row.workspace)) {
        const keys = await keysOfOthers(this.clickhouse, workspace, some, this.writer, before);
        for (const { namespace, scope, value } of keys) found.push({ workspace, namespace, scope, value });
      }
    }
    this.keys = found;
    this.cursor = now;
  }

  /** The keys that the next batch is to judge anew. */
  due(): readonly RecheckKey[] {
    return this.keys;
  }
}
