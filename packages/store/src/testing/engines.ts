import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { openClickHouse } from '../clickhouse/open.ts';
import { clickhouseMigrations, migrateClickHouse } from '../migrations/clickhouse.ts';
import { openPostgres, type Postgres } from '../pg/postgres.ts';
import { findPostgresServer, startPostgresServer } from './postgres-server.ts';

/** One database engine that the suite runs against: `open` gives it empty, `close` removes what it made. */
export type Engine<T> = {
  readonly name: string;
  readonly open: () => Promise<{ readonly db: T; readonly close: () => Promise<void> }>;
};

const tempDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'throughline-store-'));
const say = (what: string, why: string): void =>
  console.info(`skipped: the store's suite on ${what}: ${why}`);

const migrated = async (db: ClickHouse): Promise<ClickHouse> => {
  await migrateClickHouse(db, clickhouseMigrations({ database: db.database }));
  return db;
};

/** Embedded ClickHouse always, and the server at CLICKHOUSE_URL where that is set; migrated. */
export const clickHouseEngines = (): Engine<ClickHouse>[] => {
  const embedded: Engine<ClickHouse> = {
    name: 'embedded ClickHouse',
    open: async () => {
      const dir = await tempDir();
      const db = await migrated(await openClickHouse({ dataDir: dir }));
      return {
        db,
        close: async () => {
          await db.close();
          await rm(dir, { recursive: true, force: true });
        },
      };
    },
  };
  const url = process.env.CLICKHOUSE_URL;
  if (url === undefined) {
    say('a ClickHouse server', 'CLICKHOUSE_URL is not set');
    return [embedded];
  }
  const server: Engine<ClickHouse> = {
    name: 'ClickHouse server',
    open: async () => {
      const database = `throughline_test_${process.pid}_${Date.now()}`;
      const db = await migrated(await openClickHouse({ dataDir: '', url, database }));
      return {
        db,
        close: async () => {
          await db.command(`DROP DATABASE ${database}`);
          await db.close();
        },
      };
    },
  };
  return [embedded, server];
};

const embeddedPostgres: Engine<Postgres> = {
  name: 'embedded PostgreSQL',
  open: async () => {
    const dir = await tempDir();
    const db = await openPostgres({ dataDir: dir });
    return {
      db,
      close: async () => {
        await db.close();
        await rm(dir, { recursive: true, force: true });
      },
    };
  },
};

/** A fresh schema of its own on the server at `url`, so that suites do not meet. */
const onServer = async (
  url: string,
  stop: () => Promise<void>,
): Promise<{ db: Postgres; close: () => Promise<void> }> => {
  const schema = `throughline_test_${process.pid}_${Date.now()}`;
  const first = await openPostgres({ dataDir: '', url });
  await first.query(`CREATE SCHEMA ${schema}`);
  await first.close();
  const withSchema = new URL(url);
  withSchema.searchParams.set('options', `-c search_path=${schema}`);
  const db = await openPostgres({ dataDir: '', url: withSchema.href });
  return {
    db,
    close: async () => {
      await db.query(`DROP SCHEMA ${schema} CASCADE`);
      await db.close();
      await stop();
    },
  };
};

/** Embedded PostgreSQL always, and a server: DATABASE_URL, else a private one where its programs are installed. */
export const postgresEngines = (): Engine<Postgres>[] => {
  const url = process.env.DATABASE_URL;
  if (url !== undefined) {
    return [
      embeddedPostgres,
      { name: 'PostgreSQL server', open: () => onServer(url, async () => undefined) },
    ];
  }
  const binaries = findPostgresServer();
  if (binaries === undefined) {
    say('a PostgreSQL server', 'DATABASE_URL is not set and /usr/lib/postgresql holds no server');
    return [embeddedPostgres];
  }
  return [
    embeddedPostgres,
    {
      name: `PostgreSQL server (${binaries})`,
      open: async () => {
        const server = await startPostgresServer(binaries);
        return onServer(server.url, server.stop);
      },
    },
  ];
};
