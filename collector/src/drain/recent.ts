import type { IntakeRecord } from '../intake/record.ts';

/**
 * Records that were just written, so that a drain that keeps up need not read and parse them again. Holds at most
 * `maxBytes`; what does not fit is read from the log.
 */
export class RecentRecords {
  private readonly records = new Map<number, { record: IntakeRecord; bytes: number }>();
  private readonly maxBytes: number;
  private held = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  put(position: number, record: IntakeRecord, bytes: number): void {
    if (this.held + bytes > this.maxBytes) return;
    this.records.set(position, { record, bytes });
    this.held += bytes;
  }

  /** Gives the record of a position and forgets it. */
  take(position: number): IntakeRecord | undefined {
    const found = this.records.get(position);
    if (!found) return undefined;
    this.records.delete(position);
    this.held -= found.bytes;
    return found.record;
  }
}
