import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, LogBusyError } from './errors.ts';

type Owner = { pid: number; born: string; at: number };

/** Start time of a living process in clock ticks, '' where the system does not tell, null if it is gone. */
function bornAt(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function readOwner(path: string): Owner | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

// A second log opened by this same process is as wrong as one by another.
const held = new Set<string>();

/**
 * Takes a log directory for this process and gives back how to release it. Throws `LogBusyError` if a live process
 * has it; an owner that is gone is replaced.
 */
export function guardDirectory(dir: string): () => void {
  const path = join(dir, 'owner.json');
  const mine: Owner = { pid: process.pid, born: bornAt(process.pid) ?? '', at: performance.timeOrigin };
  const busy = (pid: number) =>
    new LogBusyError(
      `Process ${pid} already writes the log in ${dir}. Stop it, or give this collector another directory.`,
    );
  if (held.has(path)) throw busy(process.pid);
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt > 8) throw error;
      const other = readOwner(path);
      if (other && other.pid !== process.pid && bornAt(other.pid) === other.born) throw busy(other.pid);
      // Renaming first lets only one of two newcomers take the place of an owner that is gone.
      const aside = `${path}.${process.pid}`;
      try {
        renameSync(path, aside);
        rmSync(aside, { force: true });
      } catch (gone) {
        if (codeOf(gone) !== 'ENOENT') throw gone;
      }
    }
  }
  held.add(path);
  return () => {
    held.delete(path);
    if (readOwner(path)?.pid === process.pid) rmSync(path, { force: true });
  };
}
