import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root: as root, this account (nobody) owns the temporary cluster. */
const NOBODY = 65534;

/** Folder of the newest installed PostgreSQL server's programs; undefined when there is none. */
export const findPostgresServer = (): string | undefined => {
  if (!existsSync(ROOT)) return undefined;
  return readdirSync(ROOT)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(ROOT, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres')));
};

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });

/** Starts a private cluster in a temporary directory, on a Unix socket only; `stop` ends it and removes all of it. */
export const startPostgresServer = async (
  bin: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const dir = await mkdtemp(join(tmpdir(), 'throughline-pgserver-'));
  const asOwner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in asOwner) await chown(dir, NOBODY, NOBODY);
  const data = join(dir, 'data');
  await promisify(execFile)(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8'],
    {
      ...asOwner,
      cwd: dir,
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
    },
  );
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-c', 'listen_addresses=', '-c', `unix_socket_directories=${dir}`, '-c', 'fsync=off'],
    { ...asOwner, cwd: dir, stdio: ['ignore', 'ignore', 'pipe'], env: { LC_ALL: 'C' } },
  );
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`the private PostgreSQL did not start: ${said}`)));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended(child);
    await rm(dir, { recursive: true, force: true });
  };
  await ready.catch(async (error: Error) => {
    await stop();
    throw error;
  });
  return { url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(dir)}`, stop };
};
