import { decodeRecord, type IntakeRecord } from '../intake/record.ts';
import type { Log } from '../log/log.ts';
import type { PlacedRecord } from './fact.ts';
import type { RecentRecords } from './recent.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** How much work a record is: its events and dead letters, at least one. */
const weightOf = ({ body }: IntakeRecord): number =>
  Math.max(1, (body.events?.length ?? 0) + (body.letters?.length ?? 0));

/** Takes records in order from memory where they still are, else from the log. */
export class Gatherer {
  private readonly log: Log;
  private readonly recent: RecentRecords;
  private ahead: PlacedRecord[] = [];

  constructor(log: Log, recent: RecentRecords) {
    this.log = log;
    this.recent = recent;
  }

  /** Every record from `first` to `last` that the log still holds. */
  async exactly(first: number, last: number): Promise<PlacedRecord[]> {
    const records: PlacedRecord[] = [];
    for (;;) {
      const from = (records.at(-1)?.position ?? first - 1) + 1;
      const next = await this.next(from, last);
      if (!next) return records;
      records.push(next);
    }
  }

  /** Adds records from `from` on to `held`, until they hold `most` events or the durable end `to` is reached. */
  async upTo(from: number, to: number, most: number, held: PlacedRecord[]): Promise<void> {
    let position = (held.at(-1)?.position ?? from - 1) + 1;
    while (position <= to && !this.isFull(held, most)) {
      const next = await this.next(position, to);
      if (!next) return;
      if (held.length > 0 && sizeOf(held) + weightOf(next.record) > most) {
        this.ahead.unshift(next);
        return;
      }
      held.push(next);
      position = next.position + 1;
    }
  }

  /** Whether no further record fits into a batch of `most` events. */
  isFull(held: readonly PlacedRecord[], most: number): boolean {
    const next = this.ahead[0];
    const size = sizeOf(held);
    return size >= most || (held.length > 0 && next !== undefined && size + weightOf(next.record) > most);
  }

  private async next(from: number, to: number): Promise<PlacedRecord | undefined> {
    while (this.ahead[0] && this.ahead[0].position < from) this.ahead.shift();
    if (this.ahead[0]) return this.ahead[0].position <= to ? this.ahead.shift() : undefined;
    const recent = this.recent.take(from);
    if (recent) return { position: from, record: recent };
    const read = await this.log.read(from, to, CHUNK_BYTES);
    this.ahead = read.map(({ position, payload }) => {
      this.recent.take(position);
      return { position, record: decodeRecord(payload) };
    });
    return this.ahead.shift();
  }
}

const sizeOf = (records: readonly PlacedRecord[]): number =>
  records.reduce((sum, { record }) => sum + weightOf(record), 0);
