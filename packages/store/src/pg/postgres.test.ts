import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPostgres, type Postgres } from './postgres.ts';

let dir: string;
let pg: Postgres;
let longestGap = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
  let last = performance.now();
  const timer = setInterval(() => {
    longestGap = Math.max(longestGap, performance.now() - last);
    last = performance.now();
  }, 1);
  const t = performance.now();
  pg = await openPostgres({ dataDir: dir });
  console.log('boot', performance.now() - t, 'gap', longestGap);
  clearInterval(timer);
});
afterAll(async () => {
  await pg.close();
  await rm(dir, { recursive: true, force: true });
});

test('statements at once do not mix', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => pg.query<{ theValue: number }>('SELECT $1::int AS the_value', [i])),
  );
  expect(answers.map(([row]) => row?.theValue)).toEqual(Array.from({ length: 50 }, (_, i) => i));
});

test('a transaction commits whole or not at all', async () => {
  await pg.query('CREATE TABLE t (a int primary key)');
  await pg.transaction((tx) => tx.query('INSERT INTO t VALUES (1)'));
  await expect(
    pg.transaction(async (tx) => {
      await tx.query('INSERT INTO t VALUES (2)');
      await tx.query('INSERT INTO t VALUES (1)');
    }),
  ).rejects.toThrow(/duplicate key/);
  expect(await pg.query('SELECT * FROM t')).toEqual([{ a: 1 }]);
});
