import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { TABLES } from '../tables/index.ts';
import { snake } from '../tables/table.ts';
import { clickHouseEngines } from '../testing/engines.ts';
import { clickHouseIsReady, clickhouseMigrations, migrateClickHouse } from './clickhouse.ts';
import type { Migration } from './step.ts';

describe.each(clickHouseEngines())('on $name', ({ open }) => {
  let opened: { db: ClickHouse; close: () => Promise<void> };
  let db: ClickHouse;
  let known: Migration[];
  beforeAll(async () => {
    opened = await open();
    db = opened.db;
    known = clickhouseMigrations({ database: db.database });
  });
  afterAll(() => opened.close());

  test('the tables have exactly the declared columns', async () => {
    const columns = await db.query<{ table: string; names: string[] }>(
      `SELECT table, groupArray(name) AS names FROM system.columns
       WHERE database = {database:String} AND default_kind != 'EPHEMERAL' AND table NOT LIKE 'lives_from%'
       GROUP BY table`,
      { database: db.database },
    );
    const there = new Map(columns.map(({ table, names }) => [table, names]));
    for (const table of Object.values(TABLES)) {
      expect(there.get(table.name)).toEqual(Object.keys(table.columns).map(snake));
    }
  });

  test('the knowing settings are on every table', async () => {
    const tables = await db.query<{ name: string; ddl: string }>(
      `SELECT name, create_table_query AS ddl FROM system.tables
       WHERE database = {database:String} AND engine LIKE '%MergeTree'`,
      { database: db.database },
    );
    expect(tables.length).toBe(Object.keys(TABLES).length + 1);
    for (const { ddl } of tables) {
      expect(ddl).toMatch(/fsync_after_insert = 1/);
      expect(ddl).toMatch(/non_replicated_deduplication_window = 1000/);
    }
  });

  test('migrating again changes nothing, and a process that only reads sees it done', async () => {
    const count = () => db.query<{ n: bigint }>('SELECT count() AS n FROM schema_migrations');
    const before = await count();
    await migrateClickHouse(db, known);
    expect(await count()).toEqual(before);
    expect(await clickHouseIsReady(db, known)).toBe(true);
  });

  test('a kill in the middle is mended by the next start', async () => {
    const statements = [
      `CREATE TABLE IF NOT EXISTS ${db.database}.half (a UInt8) ENGINE = MergeTree ORDER BY a`,
      `ALTER TABLE ${db.database}.half ADD COLUMN IF NOT EXISTS b UInt8`,
    ];
    const next = [...known, { version: 99, name: '0099-half', statements }];
    const dying: ClickHouse = {
      ...db,
      command: (sql) => (sql.includes('ADD COLUMN') ? Promise.reject(new Error('killed')) : db.command(sql)),
    };
    await expect(migrateClickHouse(dying, next)).rejects.toThrow('killed');
    expect(await clickHouseIsReady(db, next)).toBe(false);
    await migrateClickHouse(db, next);
    expect(await clickHouseIsReady(db, next)).toBe(true);
    await expect(migrateClickHouse(db, known)).rejects.toThrow(/written by a newer version/);
    await expect(clickHouseIsReady(db, known)).rejects.toThrow(/newer version/);
  });

  test('a view whose text changed is made anew, once', async () => {
    const made: string[] = [];
    const watched: ClickHouse = {
      ...db,
      command: async (sql) => {
        made.push(sql);
        await db.command(sql);
      },
    };
    const next = [...known, { version: 99, name: '0099-half', statements: await halfStatements(db) }];
    await db.command(
      `INSERT INTO schema_migrations (version, name, checksum, applied_at) SELECT 0, 'view:lives_from_links', 'old', now64(3)`,
    );
    await migrateClickHouse(watched, next);
    expect(made.filter((sql) => sql.includes('lives_from_links'))).toHaveLength(2);
    made.length = 0;
    await migrateClickHouse(watched, next);
    expect(made.filter((sql) => sql.includes('lives_from_links'))).toHaveLength(0);
  });
});

const halfStatements = async (db: ClickHouse): Promise<string[]> => [
  `CREATE TABLE IF NOT EXISTS ${db.database}.half (a UInt8) ENGINE = MergeTree ORDER BY a`,
  `ALTER TABLE ${db.database}.half ADD COLUMN IF NOT EXISTS b UInt8`,
];
