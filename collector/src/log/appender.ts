import { codeOf, LogUnavailableError } from './errors.ts';
import type { LogFiles } from './files.ts';
import { FRAME_HEAD, frameHead } from './frame.ts';
import { type Segment, segmentPath } from './segment.ts';

type Waiting = {
  head: Buffer;
  payload: Uint8Array;
  resolve: (position: number) => void;
  reject: (error: Error) => void;
};

const MOST_BYTES_PER_GROUP = 16 * 1024 * 1024;

/**
 * Appends records in groups: all that wait share one write and one fdatasync, and each is told its position only
 * after that fdatasync. After any error the segment is left behind at its last durable byte and the next group
 * starts a new one, since nothing is known about pages whose flush failed.
 */
export class Appender {
  private readonly files: LogFiles;
  private readonly dir: string;
  private readonly segmentBytes: number;
  private readonly added: (segment: Segment) => void;
  private readonly durable: (position: number) => void;
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;
  private active: { fd: number; segment: Segment } | null = null;
  private next: number;

  constructor(
    files: LogFiles,
    dir: string,
    next: number,
    segmentBytes: number,
    on: { added: (segment: Segment) => void; durable: (position: number) => void },
  ) {
    this.files = files;
    this.dir = dir;
    this.next = next;
    this.segmentBytes = segmentBytes;
    this.added = on.added;
    this.durable = on.durable;
  }

  /** Position that the next record gets. */
  nextPosition(): number {
    return this.next;
  }

  append(payload: Uint8Array): Promise<number> {
    const head = frameHead(payload);
    return new Promise((resolve, reject) => {
      this.waiting.push({ head, payload, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Waits for what was appended, then lets go of the file. */
  async close(): Promise<void> {
    await this.running;
    await this.leave();
  }

  /** Ends the active segment, so that it can be deleted once it is committed. */
  async leave(): Promise<void> {
    const active = this.active;
    this.active = null;
    if (active) await this.files.close(active.fd).catch(() => {});
  }

  activeSegment(): Segment | null {
    return this.active?.segment ?? null;
  }

  private async run(): Promise<void> {
    // One turn of the loop later, the other requests of this turn are in the same group.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        const first = await this.write(group);
        group.forEach((entry, index) => {
          entry.resolve(first + index);
        });
      } catch (error) {
        await this.abandon();
        const told = new LogUnavailableError(`the log cannot be written: ${codeOf(error)}`, { cause: error });
        for (const entry of group) entry.reject(told);
      }
    }
    this.running = null;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.waiting) {
      bytes += FRAME_HEAD + payload.length;
      if (count > 0 && bytes > MOST_BYTES_PER_GROUP) break;
      count++;
    }
    const group = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    return group;
  }

  private async write(group: readonly Waiting[]): Promise<number> {
    const { fd, segment } = await this.segmentToWrite();
    const buffers = group.flatMap(({ head, payload }) => [head, payload]);
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    await this.files.writev(fd, buffers, segment.bytes);
    await this.files.fdatasync(fd);
    segment.bytes += bytes;
    const first = this.next;
    this.next += group.length;
    this.durable(this.next - 1);
    return first;
  }

  private async segmentToWrite(): Promise<{ fd: number; segment: Segment }> {
    if (this.active && this.active.segment.bytes >= this.segmentBytes) await this.leave();
    if (this.active) return this.active;
    const path = segmentPath(this.dir, this.next);
    const fd = await this.files.open(path, 'w');
    const segment = { first: this.next, path, bytes: 0 };
    this.active = { fd, segment };
    await this.files.syncDirectory(this.dir);
    this.added(segment);
    return this.active;
  }

  private async abandon(): Promise<void> {
    const active = this.active;
    if (!active) return;
    await this.files.ftruncate(active.fd, active.segment.bytes).catch(() => {});
    await this.leave();
  }
}
