import { hostname } from 'node:os';
import type { ClickHouse } from './clickhouse/clickhouse.ts';
import { detachedParts, openClickHouse } from './clickhouse/open.ts';
import { clickHouseIsReady, clickhouseMigrations, migrateClickHouse } from './migrations/clickhouse.ts';
import { asMigrator, migratePostgres, postgresMigrations } from './migrations/postgres.ts';
import { openPostgres, type Postgres } from './pg/postgres.ts';

/** Where the two databases live; a URL that is left out means embedded, under `dataDir`. */
export type StorePlace = {
  readonly dataDir: string;
  readonly clickhouseUrl?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly clickhouseDatabase?: string | undefined;
};

/** Both databases, open and at this version's schema. */
export type Store = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  /** What a person should know about the data, with the remedy; empty when all is well. */
  readonly warnings: readonly string[];
  /** Closes both; nothing is left running. */
  readonly close: () => Promise<void>;
};

const holderName = (): string => `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2, 8)}`;

/** Brings both databases to this version, as the only process that does; others wait for their turn. */
export const migrate = async (clickhouse: ClickHouse, postgres: Postgres): Promise<void> => {
  const steps = await postgresMigrations();
  await asMigrator(postgres, holderName(), async (check) => {
    await migratePostgres(postgres, steps, check);
    await migrateClickHouse(clickhouse, clickhouseMigrations({ database: clickhouse.database }), () =>
      check(),
    );
  });
};

/** Brings an embedded ClickHouse to this version without PostgreSQL: its directory belongs to this process alone. */
export const migrateEmbeddedClickHouse = async (clickhouse: ClickHouse): Promise<void> => {
  if (clickhouse.kind !== 'embedded') {
    throw new Error('A ClickHouse server is migrated under the lease in PostgreSQL: use migrate()');
  }
  await migrateClickHouse(clickhouse, clickhouseMigrations({ database: clickhouse.database }));
};

/**
 * Waits until another process has brought ClickHouse to this version, for a collector that does not read PostgreSQL.
 * Throws when the data is newer than this version, or when nobody migrates within `waitMs`.
 */
export const awaitMigrated = async (clickhouse: ClickHouse, waitMs = 10 * 60_000): Promise<void> => {
  const known = clickhouseMigrations({ database: clickhouse.database });
  const until = performance.now() + waitMs;
  while (!(await clickHouseIsReady(clickhouse, known))) {
    if (performance.now() > until) {
      throw new Error(
        'The tables of ClickHouse are not at this version. Start the api of this version: it migrates both databases.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

/** Opens and migrates both databases. What was opened is closed again when a part of it fails. */
export const openStore = async (place: StorePlace): Promise<Store> => {
  // ClickHouse first: it refuses a directory that another process has open, before anything is touched.
  const clickhouse = await openClickHouse({
    dataDir: place.dataDir,
    url: place.clickhouseUrl,
    database: place.clickhouseDatabase,
  });
  let postgres: Postgres | undefined;
  try {
    postgres = await openPostgres({ dataDir: place.dataDir, url: place.databaseUrl });
    await migrate(clickhouse, postgres);
    const opened = postgres;
    return {
      clickhouse,
      postgres,
      warnings: await detachedParts(clickhouse),
      close: async () => {
        await Promise.all([clickhouse.close(), opened.close()]);
      },
    };
  } catch (error) {
    await Promise.allSettled([clickhouse.close(), postgres?.close()]);
    throw error;
  }
};
