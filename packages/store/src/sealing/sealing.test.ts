import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { clickHouseEngines, type Engine } from '../testing/engines.ts';
import { writeBatch } from '../writers/write-batch.ts';
import { loadMasterKey, masterKeyOf } from './master-key.ts';
import { newDataKey, openPayload, sealPayload, unwrapDataKey } from './seal.ts';
import { openSealer, type PayloadToSeal } from './sealer.ts';

const CANARY = 'jane.doe@example.com lives at Rue de la Paix 5; ';
const master = masterKeyOf(Buffer.alloc(32, 7));
let dir: string;
let store: { db: ClickHouse; close: () => Promise<void> };
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
  const [embedded] = clickHouseEngines();
  store = await (embedded as Engine<ClickHouse>).open();
});
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

test('the master key is made once, for this user only, and never inside the data directory', async () => {
  const file = join(dir, 'config', 'master.key');
  const data = join(dir, 'data');
  const [first, second] = await Promise.all(
    [loadMasterKey(file, data), loadMasterKey(file, data)].map(async (key) => (await key).id),
  );
  expect(second).toBe(first);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await expect(loadMasterKey(join(data, 'master.key'), data)).rejects.toThrow(/inside the data directory/);
  await mkdir(data, { recursive: true });
  await writeFile(file, 'too short');
  await expect(loadMasterKey(file, data)).rejects.toThrow(/bytes instead of 32.*Restore the file/s);
  expect(await readFile(file, 'utf8')).toBe('too short');
});

test('a sealed payload opens to its exact bytes, under its own id and key alone', async () => {
  const { key } = newDataKey(master, 1);
  for (const bytes of [Buffer.alloc(0), Buffer.from('short'), Buffer.from(CANARY.repeat(500))]) {
    const row = {
      workspace: 1,
      payloadId: 9n,
      ...(await sealPayload(key, { workspace: 1, payloadId: 9n, bytes })),
    };
    expect(await openPayload(key, row)).toEqual(bytes);
    expect(Buffer.from(row.sealed).includes(CANARY)).toBe(false);
    await expect(openPayload(key, { ...row, payloadId: 10n })).rejects.toThrow();
    await expect(openPayload(newDataKey(master, 1).key, row)).rejects.toThrow();
    const changed = Buffer.from(row.sealed);
    changed[0] = (changed[0] ?? 0) ^ 1;
    await expect(openPayload(key, { ...row, sealed: changed })).rejects.toThrow();
  }
});

test('a data key needs the master key that wrapped it', () => {
  const made = newDataKey(master, 1);
  expect(unwrapDataKey(master, { workspace: 1, ...made })).toEqual(made.key);
  expect(() => unwrapDataKey(masterKeyOf(Buffer.alloc(32, 8)), { workspace: 1, ...made })).toThrow(
    /THROUGHLINE_MASTER_KEY_FILE/,
  );
  expect(() => unwrapDataKey(master, { workspace: 2, ...made })).toThrow();
});

const payload = (payloadId: bigint, subject: string, batch = 1n): PayloadToSeal => ({
  workspace: 1,
  payloadId,
  of: { scope: 'life', subject },
  source: 'commerce/a',
  contentType: 'application/json',
  bytes: Buffer.from(`${CANARY.repeat(10)}${payloadId}`),
  observedAt: 1_700_000_000_000,
  writer: 5n,
  batch,
});

test('payloads of one subject share a key that is stored once, and an erased key closes them', async () => {
  const sealer = openSealer(store.db, master);
  const sealAll = () =>
    Promise.all([payload(1n, '77'), payload(2n, '77'), payload(3n, '78')].map(sealer.seal));
  const first = await sealAll();
  expect(first.map(({ dataKey }) => dataKey !== null)).toEqual([true, false, true]);
  const again = await sealAll();
  expect(again.map(({ dataKey }) => dataKey?.keyId)).toEqual(first.map(({ dataKey }) => dataKey?.keyId));

  await writeBatch(store.db, {
    ...{ writer: 5n, batch: 1n, firstPosition: 1n, lastPosition: 3n },
    rows: {
      payloads: again.map((rows) => rows.payload),
      dataKeys: again.flatMap(({ dataKey }) => (dataKey ? [dataKey] : [])),
    },
  });
  const later = openSealer(store.db, master);
  const next = await later.seal(payload(4n, '77', 2n));
  expect(next.dataKey).toBeNull();
  expect(next.payload.dataKeyId).toBe(again[0]?.payload.dataKeyId);
  expect((await later.open(1, 2n))?.bytes.toString()).toBe(`${CANARY.repeat(10)}2`);
  expect(await later.open(2, 2n)).toBeUndefined();

  await store.db.command('DELETE FROM data_keys WHERE workspace = 1 AND subject = {subject:String}', {
    subject: '77',
  });
  expect(await later.open(1, 2n)).toBeUndefined();
  expect((await later.open(1, 3n))?.contentType).toBe('application/json');
});
