import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresEngines } from '../testing/engines.ts';
import type { Postgres } from './postgres.ts';

describe.each(postgresEngines())('on $name', ({ open }) => {
  let opened: { db: Postgres; close: () => Promise<void> };
  let pg: Postgres;
  beforeAll(async () => {
    opened = await open();
    pg = opened.db;
  });
  afterAll(() => opened.close());

  test('statements at once do not mix', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        at % 2
          ? pg.query<{ theValue: number }>('SELECT $1::int AS the_value', [at])
          : pg.query<{ theValue: number }>('SELECT length($1) AS the_value', ['x'.repeat(at * 3000)]),
      ),
    );
    expect(answers.map(([row]) => row?.theValue)).toEqual(
      Array.from({ length: 50 }, (_, at) => (at % 2 ? at : at * 3000)),
    );
  });

  test('a transaction commits whole or not at all, and the next statement finds a sound connection', async () => {
    await pg.query('CREATE TABLE t (a int primary key)');
    await pg.transaction((tx) => tx.query('INSERT INTO t VALUES (1)'));
    await expect(
      pg.transaction(async (tx) => {
        await tx.query('INSERT INTO t VALUES (2)');
        await tx.query('INSERT INTO t VALUES (1)');
      }),
    ).rejects.toThrow(/duplicate key/);
    await expect(
      pg.transaction(async (tx) => {
        await tx.query('INSERT INTO t VALUES (3)');
        throw new Error('thought better of it');
      }),
    ).rejects.toThrow('thought better of it');
    expect(await pg.query('SELECT * FROM t')).toEqual([{ a: 1 }]);
  });

  test('transactions of many callers keep apart', async () => {
    await pg.query('CREATE TABLE counter (n int)');
    await pg.query('INSERT INTO counter VALUES (0)');
    await Promise.all(
      Array.from({ length: 20 }, () =>
        pg.transaction(async (tx) => {
          const [row] = await tx.query<{ n: number }>('SELECT n FROM counter FOR UPDATE');
          await tx.query('UPDATE counter SET n = $1', [(row?.n ?? 0) + 1]);
        }),
      ),
    );
    expect(await pg.query('SELECT n FROM counter')).toEqual([{ n: 20 }]);
  });

  test('an error keeps its SQLSTATE, and a bad statement harms no later one', async () => {
    await expect(pg.query('SELECT nonsense FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    expect(await pg.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

test('a server that is not there is told at once, with its place', async () => {
  const { openPostgres } = await import('./postgres.ts');
  await expect(openPostgres({ dataDir: '', url: 'postgresql://nobody@127.0.0.1:9/none' })).rejects.toThrow(
    /PostgreSQL at 127\.0\.0\.1:9 \(DATABASE_URL\) does not answer/,
  );
});
