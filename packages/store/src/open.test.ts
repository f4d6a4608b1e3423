import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { awaitMigrated, openStore, type Store } from './open.ts';

const SECOND = fileURLToPath(new URL('./testing/insert-until-killed.ts', import.meta.url));
let dir: string;
let store: Store;
let longestGap = 0;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
  store = await openStore({ dataDir: dir });
});
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const runSecond = (): Promise<{ failed: boolean; said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [SECOND, dir], { timeout: 30_000 }, (error, out, wrong) =>
      resolve({ failed: error !== null, said: out + wrong }),
    );
  });

test('both databases are open at this version, and a collector need not wait', async () => {
  expect(store.warnings).toEqual([]);
  expect(await store.postgres.query('SELECT name FROM workspaces')).toEqual([{ name: 'Default' }]);
  await awaitMigrated(store.clickhouse, 1000);
});

test('a second process on the same directory is refused with the remedy, and harms nothing', async () => {
  const { failed, said } = await runSecond();
  expect(failed).toBe(true);
  expect(said).toMatch(
    /ClickHouse \(embedded\) cannot open .* One process at a time can: end another Throughline/s,
  );
  expect(await store.clickhouse.query('SELECT count() AS n FROM events')).toEqual([{ n: 0n }]);
});

test('what was opened opens again with all that it held, and PostgreSQL boots beside the event loop', async () => {
  await store.postgres.query("INSERT INTO workspaces VALUES (2, 'Second', now())");
  await store.close();
  let last = performance.now();
  const timer = setInterval(() => {
    longestGap = Math.max(longestGap, performance.now() - last);
    last = performance.now();
  }, 1);
  store = await openStore({ dataDir: dir });
  clearInterval(timer);
  console.info(`longest gap of the event loop while opening: ${longestGap.toFixed(0)} ms`);
  expect(await store.postgres.query('SELECT name FROM workspaces ORDER BY workspace')).toHaveLength(2);
});
