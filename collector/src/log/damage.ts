import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { LogFiles } from './files.ts';
import type { Segment } from './segment.ts';

/** A part of the log that could not be read: where it was, and the file that keeps its bytes. */
export type Damage = { segment: string; offset: number; bytes: number; why: string; keptAs: string };

function freeName(dir: string, segment: Segment, offset: number): string {
  const stem = join(dir, `${basename(segment.path, '.log')}-${offset}`);
  for (let number = 0; ; number++) {
    const path = number === 0 ? `${stem}.bin` : `${stem}-${number}.bin`;
    if (!existsSync(path)) return path;
  }
}

/**
 * Copies a segment's bytes from `offset` on into the log's `damaged` folder, durably, and then cuts them off, so
 * that nothing is lost and no start trips over them again.
 */
export async function setAside(
  files: LogFiles,
  dir: string,
  segment: Segment,
  offset: number,
  why: string,
): Promise<Damage> {
  const folder = join(dir, 'damaged');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keptAs = freeName(folder, segment, offset);
  const source = await files.open(segment.path, 'r+');
  const target = await files.open(keptAs, 'wx');
  let copied = 0;
  try {
    const chunk = Buffer.allocUnsafe(1024 * 1024);
    for (;;) {
      const count = await files.read(source, chunk, offset + copied);
      if (count === 0) break;
      await files.writev(target, [chunk.subarray(0, count)], copied);
      copied += count;
    }
    await files.fdatasync(target);
    await files.syncDirectory(folder);
    await files.ftruncate(source, offset);
    await files.fdatasync(source);
  } finally {
    await files.close(target);
    await files.close(source);
  }
  segment.bytes = Math.min(segment.bytes, offset);
  return { segment: basename(segment.path), offset, bytes: copied, why, keptAs };
}
