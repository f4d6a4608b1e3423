import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acquireLease } from '../pg/leases.repo.ts';
import type { Postgres } from '../pg/postgres.ts';
import { postgresEngines } from '../testing/engines.ts';
import { asMigrator, migratePostgres, postgresMigrations } from './postgres.ts';
import type { Migration } from './step.ts';

const QUICK = { ttlMs: 600, pollMs: 20, waitMs: 20_000 };
const first: Migration = { version: 1, name: '0001-first', statements: ['CREATE TABLE a (n int)'] };
const second: Migration = {
  version: 2,
  name: '0002-second',
  statements: ['INSERT INTO a VALUES (1)', 'CREATE TABLE b (n int)'],
};
const check = async (): Promise<void> => undefined;

describe.each(postgresEngines())('on $name', ({ open }) => {
  let opened: { db: Postgres; close: () => Promise<void> };
  let pg: Postgres;
  beforeAll(async () => {
    opened = await open();
    pg = opened.db;
  });
  afterAll(() => opened.close());
  const inA = async (): Promise<number> => (await pg.query('SELECT * FROM a')).length;

  test('a migration that fails in the middle leaves nothing and is run again', async () => {
    const broken = { ...second, statements: [...second.statements, 'SELECT * FROM nowhere'] };
    await expect(migratePostgres(pg, [first, broken], check)).rejects.toThrow(/nowhere/);
    expect(await inA()).toBe(0);
    await migratePostgres(pg, [first, second], check);
    await migratePostgres(pg, [first, second], check);
    expect(await inA()).toBe(1);
  });

  test('data of a newer version is refused, and so is a changed migration', async () => {
    await expect(migratePostgres(pg, [first], check)).rejects.toThrow(
      /written by a newer version of Throughline: it holds migration 2 \("0002-second"\).*Nothing was changed/,
    );
    const changed = { ...first, statements: ['CREATE TABLE a (n bigint)'] };
    await expect(migratePostgres(pg, [changed, second], check)).rejects.toThrow(
      /Migration 1 .* is not the one/,
    );
    expect(await inA()).toBe(1);
  });

  test('of two starters one migrates, and the other waits and finds it done', async () => {
    let running = 0;
    let most = 0;
    const start = (holder: string): Promise<void> =>
      asMigrator(
        pg,
        holder,
        async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 100));
          running -= 1;
        },
        QUICK,
      );
    await Promise.all([start('one'), start('two'), start('three')]);
    expect(most).toBe(1);
  });

  test('the lease of a killed migrator expires, and one that was overtaken changes nothing', async () => {
    const killed = await acquireLease(pg, { workspace: 0, name: 'migrate', holder: 'killed', ttlMs: 300 });
    expect(killed).toBeDefined();
    const overtaken = migratePostgres(
      pg,
      [first, second, { version: 3, name: '0003-late', statements: ['CREATE TABLE late (n int)'] }],
      async () => {
        throw new Error('Lost the lease "migrate"');
      },
    );
    await expect(overtaken).rejects.toThrow('Lost the lease');
    const began = performance.now();
    await asMigrator(pg, 'next', async (still) => still(), QUICK);
    expect(performance.now() - began).toBeGreaterThan(150);
    expect(await pg.query("SELECT 1 FROM pg_tables WHERE tablename = 'late'")).toEqual([]);
  });

  test('a starter that waits too long says who is in the way', async () => {
    await acquireLease(pg, { workspace: 0, name: 'migrate', holder: 'stuck', ttlMs: 60_000 });
    await expect(asMigrator(pg, 'late', check, { ...QUICK, waitMs: 100 })).rejects.toThrow(
      /Another process holds "migrate"/,
    );
  });

  test('every released migration runs', async () => {
    await pg.query('DROP TABLE a, b, schema_migrations');
    await migratePostgres(pg, await postgresMigrations(), check);
    expect(await pg.query('SELECT workspace, name FROM workspaces')).toEqual([
      { workspace: 1, name: 'Default' },
    ]);
  });
});
