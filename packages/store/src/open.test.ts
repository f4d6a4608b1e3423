import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStore } from './open.ts';

const dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

test('opens, migrates, closes, and opens again with nothing to do', async () => {
  for (let i = 0; i < 2; i++) {
    let t = performance.now();
    const store = await openStore({ dataDir: dir });
    console.log('open', performance.now() - t);
    t = performance.now();
    expect(store.warnings).toEqual([]);
    console.log(await store.clickhouse.query('select count() n, max(version) v from schema_migrations'));
    expect(await store.postgres.query('select name from workspaces')).toEqual([{ name: 'Default' }]);
    await store.close();
    console.log('close', performance.now() - t);
  }
});
