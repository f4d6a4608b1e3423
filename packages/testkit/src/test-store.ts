import { createHash } from 'node:crypto';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClickHouse,
  migrateEmbeddedClickHouse,
  openClickHouse,
  openStore,
  postgresMigrations,
  type Store,
} from '@throughline/store';
import { makeTempDir } from './temp-dir.ts';

/** Both embedded databases, migrated and empty, in a directory that `close` removes. */
export type TestStore = Store & { readonly dir: string };

/** Embedded ClickHouse alone, migrated and empty, in a directory that `close` removes. */
export type TestClickHouse = {
  readonly clickhouse: ClickHouse;
  readonly dir: string;
  readonly close: () => Promise<void>;
};

/** A PostgreSQL that was made and migrated before, to copy: making one anew takes seconds. */
const templateDir = async (): Promise<string> => {
  const hash = createHash('sha256').update(process.version);
  for (const { statements } of await postgresMigrations()) hash.update(statements.join('\n'));
  return join(tmpdir(), `throughline-testkit-postgres-${hash.digest('hex').slice(0, 16)}`);
};

const entries = (path: string): Promise<string[]> => readdir(path).catch(() => []);

const keepTemplate = async (postgresDir: string, template: string): Promise<void> => {
  const making = `${template}.${process.pid}`;
  await cp(postgresDir, making, { recursive: true });
  // Another test process may have been first; its copy is as good.
  await rename(making, template).catch(() => rm(making, { recursive: true, force: true }));
};

/**
 * Opens both embedded databases, empty. One per process at a time: chDB binds a process to one directory, so a test
 * file (Vitest pool `forks`) opens it in `beforeAll` and closes it in `afterAll`. The first ever takes seconds.
 */
export const openTestStore = async (): Promise<TestStore> => {
  const dir = await makeTempDir('store');
  const template = await templateDir();
  const postgresDir = join(dir.path, 'postgres');
  if ((await entries(template)).length > 0) {
    await cp(template, postgresDir, { recursive: true });
  } else {
    const first = await openStore({ dataDir: dir.path });
    await first.close();
    await keepTemplate(postgresDir, template);
  }
  const store = await openStore({ dataDir: dir.path });
  return {
    ...store,
    dir: dir.path,
    close: async () => {
      await store.close();
      await dir.remove();
    },
  };
};

/** Opens embedded ClickHouse alone, empty, for tests that need no PostgreSQL. */
export const openTestClickHouse = async (): Promise<TestClickHouse> => {
  const dir = await makeTempDir('clickhouse');
  const clickhouse = await openClickHouse({ dataDir: dir.path });
  await migrateEmbeddedClickHouse(clickhouse);
  return {
    clickhouse,
    dir: dir.path,
    close: async () => {
      await clickhouse.close();
      await dir.remove();
    },
  };
};
