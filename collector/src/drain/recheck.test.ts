import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { CollectorStore } from '../collector.ts';
import { orderCreated, startCollector } from '../testing/harness.ts';
import { storeOver } from '../testing/store.ts';

let test: TestClickHouse;
let store: CollectorStore;
beforeAll(async () => {
  test = await openTestClickHouse();
  store = await storeOver(test.clickhouse);
}, 60_000);
afterAll(() => test.close());

/** A store in which `count` writers have looked everything up before the first of them inserts. */
function together(count: number): CollectorStore {
  let arrived = 0;
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const insert: CollectorStore['clickhouse']['insert'] = async (table, rows, options) => {
    if (table.name === 'keys') {
      arrived++;
      if (arrived === count) open();
      await gate;
    }
    return test.clickhouse.insert(table, rows, options);
  };
  return { ...store, clickhouse: { ...test.clickhouse, insert } };
}

const settings = { drainLingerMs: 5 };
const one = async <T>(sql: string): Promise<T> => (await test.clickhouse.query<T>(sql))[0] as T;
const links = () =>
  one<{ n: number }>(
    'SELECT toUInt32(count()) AS n FROM (SELECT loser FROM case_links GROUP BY loser HAVING sum(sign) > 0)',
  );

it('links the lives that two collectors minted for one order at the same instant, without a later event', async () => {
  const gated = together(2);
  const [a, b] = await Promise.all([
    startCollector({ store: async () => gated, settings }),
    startCollector({ store: async () => gated, settings }),
  ]);
  await Promise.all([
    a.post(orderCreated('same', { id: 'same-a' })),
    b.post(orderCreated('same', { id: 'same-b', type: 'order.accepted' })),
  ]);
  await Promise.all([a.collector.drained(), b.collector.drained()]);
  const lives = await one("SELECT toUInt32(uniqExact(life)) AS n FROM keys WHERE value = 'same'");
  expect(lives).toEqual({ n: 2 });
  await vi.waitFor(async () => expect(await links()).toEqual({ n: 1 }), 5000);
  const linked = await one<{ observedAt: number }>('SELECT max(observed_at) AS observed_at FROM case_links');
  expect(Math.abs(linked.observedAt - Date.now())).toBeLessThan(60_000);

  // They come to rest, and what follows is stored as ever.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const batches = () => one<{ n: number }>('SELECT toUInt32(count()) AS n FROM committed_batches');
  const { n } = await batches();
  expect(n).toBeLessThanOrEqual(4);
  for (const [index, running] of [a, b].entries()) {
    await running.post(orderCreated('same', { id: `later-${index}`, type: 'order.edited' }));
    await running.collector.drained();
  }
  expect(await one("SELECT toUInt32(count()) AS n FROM events WHERE event_id LIKE 'later-%'")).toEqual({
    n: 2,
  });
  expect(await links()).toEqual({ n: 1 });
  await a.stop();
  await b.stop();
}, 30_000);

it('asks nothing more of a collector that is alone, or beside others with other orders', async () => {
  const batches = () => one<{ n: number }>('SELECT toUInt32(count()) AS n FROM committed_batches');
  const before = await batches();
  const gated = together(2);
  const [a, b] = await Promise.all([
    startCollector({ store: async () => gated, settings }),
    startCollector({ store: async () => gated, settings }),
  ]);
  await Promise.all([a.post(orderCreated('mine')), b.post(orderCreated('yours'))]);
  await Promise.all([a.collector.drained(), b.collector.drained()]);
  await a.stop();
  await b.stop();
  expect((await batches()).n - before.n).toBe(2);
});
