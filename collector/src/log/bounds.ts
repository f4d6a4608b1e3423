import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LogFiles } from './files.ts';

/** The positions of one drained batch. A batch that is drawn again is the same positions under the same number. */
export type Batch = { batch: number; first: number; last: number };

const ENTRY = 32;
const BOUND = 1;
const DONE = 2;
// Each entry is written twice in one write: a flipped bit in one copy leaves the other.
const COPIES = 2;
const REWRITE_AFTER = 64 * 1024;

function encode(kind: number, { batch, first, last }: Batch): Buffer {
  const entry = Buffer.alloc(ENTRY);
  entry.writeUInt32LE(kind, 0);
  entry.writeBigUInt64LE(BigInt(batch), 4);
  entry.writeBigUInt64LE(BigInt(first), 12);
  entry.writeBigUInt64LE(BigInt(last), 20);
  entry.writeUInt32LE(crc32(entry.subarray(0, 28)), 28);
  return Buffer.concat(new Array<Buffer>(COPIES).fill(entry));
}

function decode(bytes: Buffer): { kind: number; entry: Batch }[] {
  const found: { kind: number; entry: Batch }[] = [];
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    const entry = bytes.subarray(at, at + ENTRY);
    if (crc32(entry.subarray(0, 28)) !== entry.readUInt32LE(28)) continue;
    found.push({
      kind: entry.readUInt32LE(0),
      entry: {
        batch: Number(entry.readBigUInt64LE(4)),
        first: Number(entry.readBigUInt64LE(12)),
        last: Number(entry.readBigUInt64LE(20)),
      },
    });
  }
  return found;
}

const NONE: Batch = { batch: 0, first: 0, last: 0 };

/**
 * The journal of batch bounds: a batch is written down, durably, before its first insert, so that after any crash
 * the same positions are inserted again under the same token.
 */
export class BatchBounds {
  private readonly files: LogFiles;
  private readonly dir: string;
  private readonly path: string;
  private fd: number | null = null;
  private size = 0;
  private open: Batch | null = null;
  private newest: Batch = NONE;

  constructor(files: LogFiles, dir: string) {
    this.files = files;
    this.dir = dir;
    this.path = join(dir, 'bounds');
    if (!existsSync(this.path)) return;
    for (const { kind, entry } of decode(readFileSync(this.path))) {
      if (entry.batch >= this.newest.batch) this.newest = entry;
      if (kind === BOUND) this.open = entry;
      else if (kind === DONE && this.open?.batch === entry.batch) this.open = null;
    }
  }

  /** The batch that was begun and not finished, if any: it goes first. */
  pending(): Batch | null {
    return this.open;
  }

  /** The newest batch ever begun; its `last` is the highest position that an insert may have carried. */
  latest(): Batch {
    return this.newest;
  }

  /** Writes down the next batch; resolves when it is durable. */
  async begin(first: number, last: number): Promise<Batch> {
    const batch = { batch: this.newest.batch + 1, first, last };
    await this.write(BOUND, batch, true);
    this.newest = batch;
    this.open = batch;
    return batch;
  }

  /**
   * Notes that a batch is committed. Neither flushed nor sure: were the note lost, the batch would be found
   * committed in the store.
   */
  async finish(batch: Batch): Promise<void> {
    this.open = null;
    const noted = this.size >= REWRITE_AFTER ? this.rewrite(batch) : this.write(DONE, batch, false);
    await noted.catch(() => {});
  }

  /** Takes over what the store knows as committed, if this journal knows less (it was lost). */
  adopt(committed: Batch): void {
    if (committed.batch <= this.newest.batch) return;
    this.newest = committed;
    this.open = null;
  }

  async close(): Promise<void> {
    if (this.fd !== null) await this.files.close(this.fd);
    this.fd = null;
  }

  private async write(kind: number, batch: Batch, durable: boolean): Promise<void> {
    if (this.fd === null) await this.rewrite(this.newest);
    const fd = this.fd as unknown as number;
    try {
      await this.files.writev(fd, [encode(kind, batch)], this.size);
      this.size += ENTRY * COPIES;
      if (durable) await this.files.fdatasync(fd);
    } catch (error) {
      // After a failed flush nothing is known about the file: the next write starts a new one.
      await this.close().catch(() => {});
      throw error;
    }
  }

  /** Starts the file anew with what is known, under a temporary name. */
  private async rewrite(newest: Batch): Promise<void> {
    await this.close();
    const fd = await this.files.open(`${this.path}.new`, 'w');
    const known = [encode(DONE, newest), ...(this.open ? [encode(BOUND, this.open)] : [])];
    try {
      await this.files.writev(fd, known, 0);
      await this.files.fdatasync(fd);
      await this.files.rename(`${this.path}.new`, this.path);
      await this.files.syncDirectory(this.dir);
    } catch (error) {
      await this.files.close(fd).catch(() => {});
      throw error;
    }
    this.fd = fd;
    this.size = known.reduce((sum, entry) => sum + entry.length, 0);
  }
}
