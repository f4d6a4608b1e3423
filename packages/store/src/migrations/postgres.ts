import { readdir, readFile } from 'node:fs/promises';
import { ensureLeases, type LeaseTimes, withLease } from '../pg/leases.repo.ts';
import type { Postgres } from '../pg/postgres.ts';
import { type Applied, checksumOf, type Migration, pending } from './step.ts';

const FOLDER = new URL('./postgres/', import.meta.url);

/** The PostgreSQL migrations of this version: `postgres/0001-what.sql` and on. */
export const postgresMigrations = async (): Promise<Migration[]> => {
  const files = (await readdir(FOLDER)).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file)).sort();
  return Promise.all(
    files.map(async (file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(0, -4),
      statements: [await readFile(new URL(file, FOLDER), 'utf8')],
    })),
  );
};

/**
 * Brings PostgreSQL to this version: each migration in one transaction with its record, so that a kill in the middle
 * leaves it undone. `check` throws when the migration lease is lost.
 */
export const migratePostgres = async (
  postgres: Postgres,
  known: readonly Migration[],
  check: (sql?: Pick<Postgres, 'query'>) => Promise<void>,
  now: () => number = Date.now,
): Promise<void> => {
  await postgres.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL)`);
  const applied = await postgres.query<Applied>(
    'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
  );
  for (const { version, name, statements } of pending('PostgreSQL', known, applied)) {
    await postgres.transaction(async (tx) => {
      await check(tx);
      for (const statement of statements) await tx.query(statement);
      await tx.query('INSERT INTO schema_migrations VALUES ($1, $2, $3, $4)', [
        version,
        name,
        checksumOf(statements),
        new Date(now()),
      ]);
    });
  }
};

/** How long a migrator may be silent before another takes over, and how long a starter waits for it. */
export const MIGRATION_LEASE: LeaseTimes = { ttlMs: 15_000, pollMs: 250, waitMs: 10 * 60_000 };

/** Runs `work` as the only migrator of this PostgreSQL (and of the ClickHouse beside it). */
export const asMigrator = async <T>(
  postgres: Postgres,
  holder: string,
  work: (check: (sql?: Pick<Postgres, 'query'>) => Promise<void>) => Promise<T>,
  times: LeaseTimes = MIGRATION_LEASE,
): Promise<T> => {
  await ensureLeases(postgres);
  return withLease(postgres, { workspace: 0, name: 'migrate', holder }, times, (_, check) => work(check));
};
