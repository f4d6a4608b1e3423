import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFiles } from './files.ts';

/**
 * The writer id of a log directory: a random u64, made once and kept in `writer.id`. `random` fills bytes.
 * Throws if the file is there but unreadable: a new id would let committed rows be inserted twice.
 */
export async function writerId(
  files: LogFiles,
  dir: string,
  random: (bytes: number) => Buffer,
): Promise<bigint> {
  const path = join(dir, 'writer.id');
  if (existsSync(path)) {
    const [text = '', again] = readFileSync(path, 'utf8').trim().split('\n');
    const good = [text, again].find((value) => value && /^[0-9a-f]{16}$/.test(value));
    if (good) return BigInt(`0x${good}`);
    throw new Error(`${path} does not hold a writer id. Restore it, or move the log directory away.`);
  }
  const hex = random(8).toString('hex');
  const fd = await files.open(`${path}.new`, 'w');
  try {
    await files.writev(fd, [Buffer.from(`${hex}\n${hex}\n`)], 0);
    await files.fdatasync(fd);
  } finally {
    await files.close(fd);
  }
  await files.rename(`${path}.new`, path);
  await files.syncDirectory(dir);
  return BigInt(`0x${hex}`);
}
