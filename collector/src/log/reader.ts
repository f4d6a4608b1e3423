import { type Damage, setAside } from './damage.ts';
import type { LogFiles } from './files.ts';
import { FRAME_HEAD } from './frame.ts';
import { type Segment, type SegmentWalker, segmentWalker } from './segment.ts';

/** A durable record. */
export type LogRecord = { position: number; payload: Buffer };

type Open = { segment: Segment; fd: number; walker: SegmentWalker; position: number };

/** Reads durable records in order, keeping its place; sets damage aside as it meets it. */
export class LogReader {
  private readonly files: LogFiles;
  private readonly dir: string;
  private readonly segments: readonly Segment[];
  private readonly reported: (damage: Damage) => void;
  private open: Open | null = null;

  constructor(
    files: LogFiles,
    dir: string,
    segments: readonly Segment[],
    reported: (damage: Damage) => void,
  ) {
    this.files = files;
    this.dir = dir;
    this.segments = segments;
    this.reported = reported;
  }

  /** The records from position `from` to `to`, in order, until they pass `maxBytes` (at least one if there is one). */
  async read(from: number, to: number, maxBytes: number): Promise<LogRecord[]> {
    const records: LogRecord[] = [];
    let bytes = 0;
    let wanted = from;
    while (bytes < maxBytes && wanted <= to) {
      const at = await this.goTo(wanted, to);
      if (!at) break;
      const index = this.segments.indexOf(at.segment);
      // A segment ends where the next begins, whatever an unfinished write left behind it.
      const end = (this.segments[index + 1]?.first ?? Number.POSITIVE_INFINITY) - 1;
      if (at.position > Math.min(end, to)) {
        wanted = Math.max(wanted, end + 1);
        if (end >= to) break;
        continue;
      }
      const walked = await at.walker.next(at.segment.bytes);
      if (walked && 'payload' in walked) {
        const position = at.position++;
        if (position < wanted) continue;
        records.push({ position, payload: walked.payload });
        bytes += walked.payload.length + FRAME_HEAD;
        wanted = position + 1;
      } else if (walked) {
        await this.damaged(at, walked.damaged);
      } else {
        const next = this.segments[index + 1];
        if (!next) break;
        wanted = Math.max(wanted, next.first);
      }
    }
    return records;
  }

  async close(): Promise<void> {
    const open = this.open;
    this.open = null;
    if (open) await this.files.close(open.fd).catch(() => {});
  }

  /** Makes sure that no descriptor stays open on a segment that is about to go. */
  async forget(segment: Segment): Promise<void> {
    if (this.open?.segment === segment) await this.close();
  }

  private async goTo(position: number, to: number): Promise<Open | null> {
    const segment = this.segmentOf(position);
    if (!segment || segment.first > to) return null;
    if (this.open?.segment === segment && this.open.position <= position) return this.open;
    await this.close();
    const fd = await this.files.open(segment.path, 'r');
    this.open = { segment, fd, walker: segmentWalker(this.files, fd, 0), position: segment.first };
    return this.open;
  }

  private segmentOf(position: number): Segment | undefined {
    let found = this.segments[0];
    for (const segment of this.segments) {
      if (segment.first > position) break;
      found = segment;
    }
    return found;
  }

  private async damaged(at: Open, why: string): Promise<void> {
    const offset = at.walker.offset();
    await this.close();
    this.reported(await setAside(this.files, this.dir, at.segment, offset, why));
  }
}
