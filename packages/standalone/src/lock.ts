import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.ts';

/** What the lock file of a data directory says to local commands. `born` tells a reused pid from the same process. */
export type LockFile = {
  pid: number;
  born: string;
  startedAt: string;
  token: string;
  addresses: { collector?: string; api?: string; web?: string };
};

export type Lock = { path: string; publish(addresses: LockFile['addresses']): void; release(): void };

/** Start time of a living process in clock ticks since boot, '' where the system does not tell, null if it is gone. */
function bornAt(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the command name, which may hold spaces and brackets itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function readLock(path: string): LockFile | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockFile;
  } catch {
    return null;
  }
}

function prepare(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `The data directory ${dataDir} cannot be written (${code ?? message}). Give it to this user, or set THROUGHLINE_DATA_DIR.`,
    );
  }
}

/**
 * Takes the data directory for this process. Throws `ConfigError` if it cannot be written or another live process
 * has it; a lock whose process is gone is taken over.
 */
export function acquireLock(dataDir: string, token: string, startedAt: Date): Lock {
  prepare(dataDir);
  const path = join(dataDir, 'lock.json');
  const mine: LockFile = {
    pid: process.pid,
    born: bornAt(process.pid) ?? '',
    startedAt: startedAt.toISOString(),
    token,
    addresses: {},
  };
  const write = (flag: 'wx' | 'w') =>
    writeFileSync(path, `${JSON.stringify(mine, null, 2)}\n`, { mode: 0o600, flag });
  try {
    write('wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = readLock(path);
    if (other && bornAt(other.pid) === other.born) {
      const where = other.addresses.web ?? other.addresses.api;
      throw new ConfigError(
        `Throughline already runs on ${dataDir} (process ${other.pid}${where ? `, ${where}` : ''}). ` +
          'Stop it, or set THROUGHLINE_DATA_DIR to another folder.',
      );
    }
    rmSync(path, { force: true });
    write('wx');
  }
  return {
    path,
    publish(addresses) {
      mine.addresses = addresses;
      write('w');
    },
    release() {
      if (readLock(path)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}
