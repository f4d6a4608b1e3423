import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import type { PgliteReport, PgliteStart } from './pglite.ts';

// PGlite computes on the thread that calls it, so it has this one; the process talks to it as to any PostgreSQL.
const { dataDir, socketPath, connections } = workerData as PgliteStart;
const report = (message: PgliteReport): void => parentPort?.postMessage(message);

try {
  const db = await PGlite.create({ dataDir });
  const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: connections });
  await server.start();
  parentPort?.once('message', async () => {
    try {
      await server.stop();
      await db.close();
      report({ kind: 'closed' });
    } catch (error) {
      report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
    parentPort?.close();
  });
  report({ kind: 'ready' });
} catch (error) {
  report({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  parentPort?.close();
}
