import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LogFiles } from './files.ts';
import { FRAME_HEAD, readFrame } from './frame.ts';

/** One file of the log. `first` is the position of its first record; `bytes` is its readable length. */
export type Segment = { first: number; path: string; bytes: number };

const NAME = /^(\d{16})\.log$/;
const CHUNK = 1024 * 1024;

/** Path of the segment that begins at position `first`. */
export const segmentPath = (dir: string, first: number): string =>
  join(dir, `${String(first).padStart(16, '0')}.log`);

/** The segments of a directory, in order. */
export function listSegments(dir: string): Segment[] {
  return readdirSync(dir)
    .filter((name) => NAME.test(name))
    .sort()
    .map((name) => {
      const path = join(dir, name);
      return { first: Number(NAME.exec(basename(path))?.[1]), path, bytes: statSync(path).size };
    });
}

/** What a walk through a segment met next. */
export type Walked = { payload: Buffer; offset: number; end: number } | { damaged: string } | null;

/**
 * Walks the frames of an open segment from `offset` up to `limit` bytes: the next whole frame, damage, or null at
 * the end. A frame that `limit` cuts short is damage.
 */
export function segmentWalker(files: LogFiles, fd: number, offset: number) {
  let buffer = Buffer.alloc(0);
  let start = offset;
  let at = 0;

  async function fill(limit: number, need: number): Promise<boolean> {
    const kept = buffer.subarray(at);
    const want = Math.min(Math.max(need, CHUNK), limit - (start + buffer.length));
    if (want < need) return false;
    start += at;
    const next = Buffer.allocUnsafe(kept.length + want);
    kept.copy(next);
    let filled = kept.length;
    while (filled < next.length) {
      const count = await files.read(fd, next.subarray(filled), start + filled);
      if (count === 0) break;
      filled += count;
    }
    buffer = next.subarray(0, filled);
    at = 0;
    return filled - kept.length >= need;
  }

  return {
    /** Offset in the file of the next frame. */
    offset: (): number => start + at,
    async next(limit: number): Promise<Walked> {
      for (;;) {
        const frame = readFrame(buffer, at);
        if ('damaged' in frame) return frame;
        if ('payload' in frame) {
          const offset = start + at;
          at = frame.end;
          return { payload: frame.payload, offset, end: start + at };
        }
        if (start + at >= limit) return null;
        if (!(await fill(limit, frame.missing))) {
          const left = limit - (start + at);
          return { damaged: left < FRAME_HEAD ? 'a torn frame head' : 'a record cut short' };
        }
      }
    },
  };
}

export type SegmentWalker = ReturnType<typeof segmentWalker>;
