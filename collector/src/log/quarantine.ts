import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFiles } from './files.ts';

/** Something of a batch that cannot be stored: event `event` of the record at `position`, -1: all but its events. */
export type Quarantined = { position: number; event: number; detail: string };

type Written = { batch: number; items: Quarantined[] };

/**
 * What of the batch at hand is set aside, written down durably before its first insert: a batch that a crash cut
 * short leaves out the same when it is inserted again, even by a release that could store it.
 */
export class QuarantineJournal {
  private readonly files: LogFiles;
  private readonly dir: string;
  private readonly path: string;
  private written: Written = { batch: 0, items: [] };

  constructor(files: LogFiles, dir: string) {
    this.files = files;
    this.dir = dir;
    this.path = join(dir, 'quarantine.json');
    try {
      this.written = JSON.parse(readFileSync(this.path, 'utf8')) as Written;
    } catch {
      // None yet. A damaged one is found again as it was found the first time.
    }
  }

  /** What is set aside of a batch. */
  of(batch: number): readonly Quarantined[] {
    return this.written.batch === batch ? this.written.items : [];
  }

  /** Adds to what is set aside of a batch; resolves when it is durable. What was of earlier batches is forgotten. */
  async add(batch: number, items: readonly Quarantined[]): Promise<void> {
    const written = { batch, items: [...this.of(batch), ...items] };
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
