import { createRequire } from 'node:module';
import { createClient } from '@clickhouse/client';
import type { ChdbConnection } from 'chdb/connection';

type Config = NonNullable<Parameters<typeof createClient>[0]>;
type Library = typeof import('chdb') & typeof import('chdb/connection');

/** Loads the native library on first use: a process that talks to a server never pays for it. */
export const loadChdb = (): Library => {
  const require = createRequire(import.meta.url);
  return { ...require('chdb'), ...require('chdb/connection') } as Library;
};

/** One connection to an embedded directory: the usual client over it, and chDB's own calls. One statement at a time. */
export type Connection = {
  readonly client: ReturnType<typeof createClient>;
  readonly chdb: ChdbConnection['chdb'];
  /** Runs `work`; when it fails, what it left behind is removed before the next statement. */
  readonly run: <T>(work: () => Promise<T>) => Promise<T>;
  /** Removes what a statement that did not end well left behind. */
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const FLUSHED = '1\n';
const FLUSHES = 5;

/**
 * Opens a connection. chDB keeps the output that a failed statement had already made, and puts it before the answer of
 * the next statement on that connection; so a failure is followed by throw-away statements until the answer is clean.
 */
export const openConnection = (library: Library, directory: string): Connection => {
  const connection = library.createChdbConnection({ path: directory });
  // The two packages declare the same interface, each with private types of its own.
  const client = createClient({ connection: connection as unknown as NonNullable<Config['connection']> });
  const flush = async (): Promise<void> => {
    for (let at = 0; at < FLUSHES; at += 1) {
      const answer = await connection.chdb.queryAsync('SELECT 1', { format: 'TSV' }).catch(() => undefined);
      if (answer?.text() === FLUSHED) return;
    }
    throw new Error('The embedded ClickHouse does not answer any more: start Throughline again');
  };
  return {
    client,
    chdb: connection.chdb,
    flush,
    run: async (work) => {
      try {
        return await work();
      } catch (error) {
        await flush();
        throw error;
      }
    },
    close: () => connection.close(),
  };
};
