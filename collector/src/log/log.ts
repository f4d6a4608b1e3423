import { mkdirSync } from 'node:fs';
import { Appender } from './appender.ts';
import { BatchNotebook } from './batch-notes.ts';
import { BatchBounds } from './bounds.ts';
import { type Damage, setAside } from './damage.ts';
import { LogFullError } from './errors.ts';
import { type LogFiles, nodeFiles } from './files.ts';
import { FRAME_HEAD } from './frame.ts';
import { guardDirectory } from './guard.ts';
import { LogReader, type LogRecord } from './reader.ts';
import { listSegments, type Segment, segmentWalker } from './segment.ts';
import { writerId } from './writer-id.ts';

/** What there is to see of a log. Positions are record numbers from 1; sizes in bytes. */
export type LogState = {
  writer: bigint;
  durable: number;
  committed: number;
  bytes: number;
  maxBytes: number;
  damage: readonly Damage[];
};

/**
 * The durable log. It is an interface of few methods, so that a topic of a message broker can take its place:
 * positions are then offsets.
 */
export type Log = {
  readonly writer: bigint;
  /** Resolves with the record's position when it is durable. Rejects with LogFullError or LogUnavailableError. */
  append(payload: Uint8Array): Promise<number>;
  /** Durable records of positions `from` to `to`, in order, up to about `maxBytes` (at least one). */
  read(from: number, to: number, maxBytes: number): Promise<LogRecord[]>;
  /** Everything up to `position` is in the store: its segments go. */
  commit(position: number): Promise<void>;
  readonly bounds: BatchBounds;
  readonly notes: BatchNotebook;
  /** Calls `listener` with the newest durable position; gives back how to stop. */
  onDurable(listener: (position: number) => void): () => void;
  state(): LogState;
  close(): Promise<void>;
};

export type LogOptions = {
  dir: string;
  /** Most bytes on disk before appends are refused. */
  maxBytes: number;
  segmentBytes?: number;
  random: (bytes: number) => Buffer;
  files?: LogFiles;
  onDamage?: (damage: Damage) => void;
};

/** Counts the records of the newest segment and sets a torn or damaged tail aside. Gives the last good position. */
async function recoverNewest(
  files: LogFiles,
  dir: string,
  segment: Segment,
  reported: (damage: Damage) => void,
): Promise<number> {
  const fd = await files.open(segment.path, 'r');
  const walker = segmentWalker(files, fd, 0);
  let position = segment.first - 1;
  let damaged: string | null = null;
  try {
    for (;;) {
      const walked = await walker.next(segment.bytes);
      if (walked === null) break;
      if ('damaged' in walked) {
        damaged = walked.damaged;
        break;
      }
      position++;
    }
  } finally {
    await files.close(fd);
  }
  if (damaged !== null) reported(await setAside(files, dir, segment, walker.offset(), damaged));
  return position;
}

/**
 * Opens the log of a directory, alone: throws `LogBusyError` if another process has it. Damage found is set aside
 * and reported, never thrown.
 */
export async function openLog(options: LogOptions): Promise<Log> {
  const { dir, maxBytes } = options;
  const files = options.files ?? nodeFiles;
  const segmentBytes = options.segmentBytes ?? Math.max(4096, Math.min(32 * 1024 * 1024, maxBytes / 8));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const release = guardDirectory(dir);
  try {
    return await open(dir, files, maxBytes, segmentBytes, release, options);
  } catch (error) {
    release();
    throw error;
  }
}

async function open(
  dir: string,
  files: LogFiles,
  maxBytes: number,
  segmentBytes: number,
  release: () => void,
  options: LogOptions,
): Promise<Log> {
  const damage: Damage[] = [];
  const reported = (found: Damage) => {
    damage.push(found);
    options.onDamage?.(found);
  };
  const writer = await writerId(files, dir, options.random);
  const bounds = new BatchBounds(files, dir);
  const segments = listSegments(dir);
  const newest = segments.at(-1);
  const lastGood = newest ? await recoverNewest(files, dir, newest, reported) : 0;
  // A position that an insert may have carried is never given to another record, even if its own was lost.
  const next = Math.max(lastGood, bounds.latest().last) + 1;
  const finished = bounds.pending() === null ? bounds.latest().last : 0;

  let durable = next - 1;
  let committed = finished;
  let waitingBytes = 0;
  const listeners = new Set<(position: number) => void>();
  const appender = new Appender(files, dir, next, segmentBytes, {
    added(segment) {
      // A file that was begun and holds nothing is begun again under the same name.
      if (segments.at(-1)?.first === segment.first) segments.pop();
      segments.push(segment);
    },
    durable: (position) => {
      durable = position;
      for (const listener of listeners) listener(position);
    },
  });
  const reader = new LogReader(files, dir, segments, reported);
  const size = () => segments.reduce((sum, segment) => sum + segment.bytes, 0);

  async function dropCommitted(): Promise<void> {
    for (const segment of [...segments]) {
      const after = segments[segments.indexOf(segment) + 1]?.first ?? appender.nextPosition();
      if (after - 1 > committed) return;
      if (segment === appender.activeSegment()) return;
      await reader.forget(segment);
      await files.unlink(segment.path);
      segments.splice(segments.indexOf(segment), 1);
    }
  }

  return {
    writer,
    bounds,
    notes: new BatchNotebook(files, dir),
    async append(payload) {
      const bytes = payload.length + FRAME_HEAD;
      if (size() + waitingBytes + bytes > maxBytes) {
        throw new LogFullError(`the log holds its most (${maxBytes} bytes)`);
      }
      waitingBytes += bytes;
      try {
        return await appender.append(payload);
      } finally {
        waitingBytes -= bytes;
      }
    },
    read: (from, to, most) => reader.read(from, Math.min(to, durable), most),
    async commit(position) {
      committed = Math.max(committed, position);
      await dropCommitted();
    },
    onDurable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => ({ writer, durable, committed, bytes: size(), maxBytes, damage }),
    async close() {
      await appender.close();
      await reader.close();
      await bounds.close();
      release();
    },
  };
}
