import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { ImportError } from '../problem.ts';
import type { Server } from './client.ts';

const LockSchema = z.object({
  pid: z.number().int(),
  token: z.string(),
  addresses: z.object({ collector: z.string().optional() }),
});
type Lock = z.infer<typeof LockSchema>;

const START_WITHIN = 120_000;
const STOP_WITHIN = 30_000;
const PLATFORM = fileURLToPath(new URL('../../../standalone/src/main.ts', import.meta.url));
// The platform goes when we do, even by kill -9: our end of its channel closes.
const FOLLOW = `data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGTERM'))`;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** The lock of a data directory whose process lives; null without one. */
function readLock(dataDir: string): Lock | null {
  try {
    const lock = LockSchema.parse(JSON.parse(readFileSync(join(dataDir, 'lock.json'), 'utf8')));
    return alive(lock.pid) ? lock : null;
  } catch {
    return null;
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Waits until the platform that holds the lock has told its address and answers there; null if it never does. */
async function published(dataDir: string, within: number, signal: AbortSignal): Promise<Server | null> {
  const until = Date.now() + within;
  while (Date.now() < until) {
    const lock = readLock(dataDir);
    const url = lock?.addresses.collector;
    if (lock && url && (await answers(url))) return { url, key: lock.token };
    await sleep(100, undefined, { signal });
  }
  return null;
}

export type LocalServer = Server & { stop(): Promise<void> };

/**
 * The platform of a data directory: the one that runs, or one started without its console and stopped by `stop`.
 * Throws `ImportError` with the last lines that it printed when it cannot be started.
 */
export async function localServer(
  env: NodeJS.ProcessEnv,
  cwd: string,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<LocalServer> {
  const dataDir = resolve(cwd, env.THROUGHLINE_DATA_DIR ?? '.throughline');
  const lock = readLock(dataDir);
  if (lock) {
    // One that is just starting holds the lock before it has addresses; a reused pid never answers.
    const server = await published(dataDir, lock.addresses.collector ? 5000 : START_WITHIN, signal);
    if (server) return { ...server, stop: async () => {} };
  }
  say(`No platform runs on ${dataDir}: starting it for this import ...`);
  return start(dataDir, env, cwd, signal);
}

async function start(
  dataDir: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
  signal: AbortSignal,
): Promise<LocalServer> {
  // A group of its own, so that Ctrl-C stops the import first and the platform after it.
  const child = spawn(process.execPath, ['--import', FOLLOW, PLATFORM, '--headless'], {
    cwd,
    // The embedded databases and the log share libuv's threads; four are too few.
    env: { UV_THREADPOOL_SIZE: '16', ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN);
    await ended;
    clearTimeout(timer);
  };
  const gaveUp = new AbortController();
  try {
    const died = ended.then(() => null);
    const up = published(dataDir, START_WITHIN, AbortSignal.any([signal, gaveUp.signal]));
    const server = await Promise.race([up, died]);
    if (server) return { ...server, stop };
    throw new ImportError(
      `The platform could not be started:\n${output.trim() || 'it printed nothing'}`,
      'Mend what it says, or start it with npm start and import again.',
    );
  } catch (error) {
    gaveUp.abort();
    if (child.exitCode === null && child.signalCode === null) await stop();
    throw error;
  }
}
