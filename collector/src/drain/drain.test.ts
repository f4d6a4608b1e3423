import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorStore } from '../collector.ts';
import { orderCreated, startCollector } from '../testing/harness.ts';
import { counts, storeOver } from '../testing/store.ts';

let test: TestClickHouse;
let store: CollectorStore;
beforeAll(async () => {
  test = await openTestClickHouse();
  store = await storeOver(test.clickhouse);
}, 60_000);
afterAll(() => test.close());

const settings = { drainLingerMs: 5 };
const one = async <T>(sql: string): Promise<T> => (await test.clickhouse.query<T>(sql))[0] as T;

describe('the drain', () => {
  it('stores what was accepted, with its bytes sealed, and says so', async () => {
    const running = await startCollector({ store: async () => store, settings });
    const event = orderCreated('d1', {
      data: {
        keys: [{ namespace: 'order', value: 'd1' }],
        amount: '49.90',
        currency: 'EUR',
        payload: { legacyId: 1 },
      },
      comexample: 'kept',
    });
    const text = JSON.stringify(event).replace('"legacyId":1', '"legacyId":271878346596884015');
    expect((await running.post(text)).status).toBe(202);
    await running.collector.drained();
    const row = await one<Record<string, unknown>>(
      "SELECT * FROM events WHERE event_id = 'order/d1:created'",
    );
    expect(row).toMatchObject({
      source: 'commerce/acme-us',
      system: 'commerce',
      amount: '49.9',
      currency: 'EUR',
      flags: 0,
    });
    expect(row.data).toContain('"legacyId":271878346596884015');
    expect(row.data).toContain('"extensions":{"comexample":"kept"}');
    const opened = await store.sealer.open(1, row.payloadId as bigint);
    expect(opened?.bytes.toString()).toBe(text);
    expect(await one('SELECT toUInt32(count()) AS n FROM committed_batches')).toMatchObject({ n: 1 });
    await running.stop();
  });

  it('drops what repeats, keeps what contradicts, and lets content decide which wins', async () => {
    const running = await startCollector({ store: async () => store, settings });
    const first = orderCreated('d2', { deliveryid: 'a' });
    const other = orderCreated('d2', {
      data: { keys: [{ namespace: 'order', value: 'd2' }], amount: '50.00' },
    });
    await running.post(first);
    await running.collector.drained();
    await running.post([{ ...first, deliveryid: 'b' }, other, other]);
    await running.collector.drained();
    await running.post(other);
    await running.collector.drained();
    expect(
      await one("SELECT toUInt32(count()) AS n FROM events WHERE event_id = 'order/d2:created'"),
    ).toEqual({ n: 1 });
    const kept = await test.clickhouse.query<Record<string, unknown>>(
      "SELECT * FROM contradictions WHERE event_id = 'order/d2:created'",
    );
    expect(kept).toHaveLength(1);

    // The other way round, and in one batch, the same one wins.
    await running.post([
      { ...other, id: 'order/d3:created' },
      { ...first, id: 'order/d3:created' },
    ]);
    await running.collector.drained();
    const seen = await one<{ fingerprint: bigint }>(
      "SELECT fingerprint FROM seen WHERE event_key = (SELECT event_key FROM events WHERE event_id = 'order/d3:created')",
    );
    expect(seen.fingerprint).toBe(kept[0]?.winner);
    await running.stop();
  });

  it('keeps dead letters with bytes and reason, once however often they come', async () => {
    const running = await startCollector({ store: async () => store, settings });
    const bad = orderCreated('d4', { type: 'order.teleported' });
    for (let time = 0; time < 3; time++) {
      await running.post(bad);
      await running.collector.drained();
    }
    await running.post('{"broken":');
    await running.collector.drained();
    const rows = await test.clickhouse.query<Record<string, unknown>>(
      'SELECT * FROM dead_letters ORDER BY reason',
    );
    expect(rows.map(({ reason, pointer, state }) => ({ reason, pointer, state }))).toEqual([
      { reason: 'not-json', pointer: '', state: 'waiting' },
      { reason: 'unknown-type', pointer: '/type', state: 'waiting' },
    ]);
    const opened = await store.sealer.open(1, rows[1]?.payloadId as bigint);
    expect(opened?.bytes.toString()).toBe(JSON.stringify(bad));
    await running.stop();
  });

  it('waits for a store that is away, tries a failed batch again, and stores everything once', async () => {
    let away = true;
    let failures = 0;
    const clickhouse: CollectorStore['clickhouse'] = {
      ...test.clickhouse,
      insert: async (table, rows, options) => {
        if (table.name === 'seen' && failures < 2) {
          failures++;
          throw new Error('connection lost');
        }
        return test.clickhouse.insert(table, rows, options);
      },
    };
    const running = await startCollector({
      store: async () => {
        if (away) throw new Error('not up yet');
        return { ...store, clickhouse };
      },
      settings,
    });
    const before = await counts(test.clickhouse);
    const orders = Array.from({ length: 300 }, (_, index) => orderCreated(`away-${index}`));
    for (let at = 0; at < 300; at += 50)
      expect((await running.post(orders.slice(at, at + 50))).status).toBe(202);
    away = false;
    await running.collector.drained();
    const after = await counts(test.clickhouse);
    expect(failures).toBe(2);
    expect(after.rows - before.rows).toBe(300);
    expect(after.facts).toBe(after.rows);
    await running.stop();
  });

  it('goes on after a restart where it stopped, from the log', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'throughline-restart-'));
    const down = await startCollector({ settings, dir });
    const before = await counts(test.clickhouse);
    const orders = Array.from({ length: 120 }, (_, index) => orderCreated(`restart-${index}`));
    await down.post(orders);
    await down.collector.close();
    const up = await startCollector({
      store: async () => store,
      settings: { ...settings, drainEvents: 50 },
      dir,
    });
    await up.collector.drained();
    expect((await counts(test.clickhouse)).rows - before.rows).toBe(120);
    expect(up.collector.stats().log?.damage).toEqual([]);
    await up.collector.close();
    rmSync(dir, { recursive: true });
  });
});

describe('a log at its bound', () => {
  it('refuses with 503 and Retry-After, and takes again when drained', async () => {
    let away = true;
    const running = await startCollector({
      store: async () => {
        if (away) throw new Error('not up yet');
        return store;
      },
      settings: { ...settings, logMaxBytes: 100_000 },
    });
    let refused = null;
    for (let index = 0; index < 200 && !refused; index++) {
      const answer = await running.post(
        orderCreated(`full-${index}`, { data: { payload: { text: 'x'.repeat(1000) } } }),
      );
      if (answer.status !== 202) refused = answer;
    }
    expect(refused).toMatchObject({ status: 503, body: { title: 'log full' } });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(`${running.address}/readyz`)).status).toBe(200);
    away = false;
    await running.collector.drained();
    expect((await running.post(orderCreated('room-again'))).status).toBe(202);
    await running.stop();
  });
});
