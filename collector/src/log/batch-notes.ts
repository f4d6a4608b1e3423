import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFiles } from './files.ts';

/** Something of a batch that cannot be stored: event `event` of the record at `position`, -1: all but its events. */
export type Quarantined = { position: number; event: number; detail: string };

/** A key to judge anew with a batch. */
export type RecheckKey = { workspace: number; namespace: string; scope: string; value: string };

/** What decides a batch's rows besides its records and the store. `recheckAt`: when the keys were given, UTC milliseconds. */
export type BatchNotes = {
  quarantined: readonly Quarantined[];
  recheck: readonly RecheckKey[];
  recheckAt: number;
};

const NONE: BatchNotes = { quarantined: [], recheck: [], recheckAt: 0 };

/**
 * Notes about the batch at hand, written down durably before its first insert: a batch that a crash cut short is made
 * the same when it is inserted again, even by a release that would make it otherwise.
 */
export class BatchNotebook {
  private readonly files: LogFiles;
  private readonly dir: string;
  private readonly path: string;
  private written = { batch: 0, notes: NONE };

  constructor(files: LogFiles, dir: string) {
    this.files = files;
    this.dir = dir;
    this.path = join(dir, 'batch-notes.json');
    try {
      this.written = JSON.parse(readFileSync(this.path, 'utf8')) as { batch: number; notes: BatchNotes };
    } catch {
      // None yet. What a damaged one set aside is found again as it was found the first time.
    }
  }

  /** What is noted about a batch. */
  of(batch: number): BatchNotes {
    return this.written.batch === batch ? this.written.notes : NONE;
  }

  /** Notes more about a batch; resolves when it is durable. What was of earlier batches is forgotten. */
  async add(batch: number, more: Partial<BatchNotes>): Promise<void> {
    const written = { batch, notes: { ...this.of(batch), ...more } };
    const fd = await this.files.open(`${this.path}.new`, 'w');
    try {
      await this.files.writev(fd, [Buffer.from(JSON.stringify(written))], 0);
      await this.files.fdatasync(fd);
    } finally {
      await this.files.close(fd);
    }
    await this.files.rename(`${this.path}.new`, this.path);
    await this.files.syncDirectory(this.dir);
    this.written = written;
  }
}
