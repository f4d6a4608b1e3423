import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What the worker is started with, and what it reports. */
export type PgliteStart = {
  readonly dataDir: string;
  readonly socketPath: string;
  readonly connections: number;
};
export type PgliteReport =
  | { readonly kind: 'ready' | 'closed' }
  | { readonly kind: 'failed'; readonly message: string };

/** PostgreSQL in a worker thread, reached through a Unix socket that only this user can open. */
export type Pglite = {
  /** Directory of the socket, as `pg` takes it for a host. */
  readonly host: string;
  readonly close: () => Promise<void>;
};

/** Room for a connection that is being replaced; the pool uses one. */
const CONNECTIONS = 4;
const SOCKET = '.s.PGSQL.5432';
const CLOSE_TIMEOUT_MS = 20_000;

const nextReport = (worker: Worker): Promise<PgliteReport> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    const onMessage = (message: PgliteReport): void => {
      settle();
      resolve(message);
    };
    const onError = (error: Error): void => {
      settle();
      reject(error);
    };
    const onExit = (code: number): void => {
      settle();
      reject(new Error(`its thread ended with code ${code}`));
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });

/** Starts PGlite over `dataDir` (made when missing). Takes seconds, none of them on this thread. */
export const startPglite = async (dataDir: string): Promise<Pglite> => {
  const host = await mkdtemp(join(tmpdir(), 'throughline-pg-'));
  const start: PgliteStart = { dataDir, socketPath: join(host, SOCKET), connections: CONNECTIONS };
  const worker = new Worker(new URL('./pglite.worker.ts', import.meta.url), { workerData: start });
  const cleanUp = async (): Promise<void> => {
    await worker.terminate();
    await rm(host, { recursive: true, force: true });
  };
  const fail = async (why: string, cause?: unknown): Promise<never> => {
    await cleanUp();
    throw new Error(
      `PostgreSQL (embedded) cannot open ${dataDir}: ${why}. Check that no other Throughline uses it, that it may be ` +
        `written to and that the disk has space.`,
      { cause },
    );
  };
  const first = await nextReport(worker).catch((cause: Error) => fail(cause.message, cause));
  if (first.kind === 'failed') await fail(first.message);

  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const closed = nextReport(worker);
    worker.postMessage('close');
    const late = new Promise<PgliteReport>((resolve) => {
      setTimeout(() => resolve({ kind: 'failed', message: 'it did not close' }), CLOSE_TIMEOUT_MS).unref();
    });
    await Promise.race([closed, late]).catch(() => undefined);
    await cleanUp();
  };
  return {
    host,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};
