import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CollectorStore } from '../collector.ts';
import type { Correlate } from '../pipeline/steps/correlate.step.ts';
import { orderCreated, SERVICE_TOKEN, startCollector } from '../testing/harness.ts';
import { storeOver } from '../testing/store.ts';

let test: TestClickHouse;
let store: CollectorStore;
beforeAll(async () => {
  test = await openTestClickHouse();
  store = await storeOver(test.clickhouse);
}, 60_000);
afterAll(() => test.close());

const settings = { drainLingerMs: 5 };
const ids = async (like: string): Promise<string[]> =>
  (
    await test.clickhouse.query<{ eventId: string }>(
      'SELECT event_id FROM events WHERE event_id LIKE {like:String} ORDER BY event_id',
      { like },
    )
  ).map(({ eventId }) => eventId);
type Letter = { reason: string; detail: string; remedy: string; payloadId: bigint; payloadIndex: number };
const letters = (like: string) =>
  test.clickhouse.query<Letter>(
    'SELECT reason, detail, remedy, payload_id, payload_index FROM dead_letters WHERE detail LIKE {like:String}',
    { like },
  );

/** Each event a life of its own; throws for `poison`, and gives `unfit` a home that no column holds. */
const correlate =
  (poison: string, unfit = ''): Correlate =>
  async (facts) => {
    if (facts.some(({ event }) => event.id === poison)) throw new Error(`no life for ${poison}`);
    const home = ({ event, eventKey }: (typeof facts)[number]) => (event.id === unfit ? -1n : eventKey);
    return {
      homes: new Map(facts.map((fact) => [fact.eventKey, home(fact)])),
      namesAnOrder: new Set(),
      rows: {},
    };
  };

it('sets aside what makes a step fail, and stores the rest once', async () => {
  const running = await startCollector({
    store: async () => store,
    settings,
    correlate: correlate('order/p7:created', 'order/p3:created'),
  });
  const orders = Array.from({ length: 10 }, (_, index) => orderCreated(`p${index}`));
  for (let time = 0; time < 2; time++) {
    expect((await running.post(orders)).status).toBe(202);
    await running.collector.drained();
  }
  const stored = orders.map(({ id }) => id).filter((id) => !/p[37]:/.test(id));
  expect(await ids('order/p_:created')).toEqual(stored);
  const [thrown] = await letters('%no life for order/p7%');
  expect(thrown).toMatchObject({ reason: 'quarantined', payloadIndex: 7 });
  expect(thrown?.remedy).toContain('requeue');
  const [unfit] = await letters('%events.life%');
  expect(unfit).toMatchObject({ reason: 'quarantined', payloadIndex: 3 });
  expect(await letters('%')).toHaveLength(2);
  const opened = await store.sealer.open(1, thrown?.payloadId as bigint);
  expect(opened?.bytes.toString()).toBe(JSON.stringify(orders));

  // Tried again in vain, the letter goes on waiting.
  const [letter] = await test.clickhouse.query<{ id: bigint }>(
    "SELECT id FROM dead_letters WHERE detail LIKE '%no life for order/p7%'",
  );
  const again = { workspace: 1, id: letter?.id.toString(16).padStart(32, '0') };
  const service = { authorization: `Bearer ${SERVICE_TOKEN}` };
  expect((await running.post(again, service, '/internal/v1/dead-letters/requeue')).status).toBe(202);
  await running.collector.drained();
  expect(
    await test.clickhouse.query('SELECT state, toUInt32(count()) AS n FROM dead_letters GROUP BY state'),
  ).toEqual([{ state: 'waiting', n: 2 }]);
  const metrics = await (
    await fetch(`${running.address}/metrics`, {
      headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
    })
  ).text();
  expect(metrics).toContain('dead_letters_total{reason="quarantined"} 5');
  await running.stop();
});

it('leaves out the same after a crash between the inserts, even if nothing fails any more', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'throughline-quarantine-'));
  let reached: () => void = () => {};
  const half = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const clickhouse: CollectorStore['clickhouse'] = {
    ...test.clickhouse,
    insert: async (table, rows, options) => {
      if (table.name !== 'dead_letters') return test.clickhouse.insert(table, rows, options);
      reached();
      throw new Error('connection lost');
    },
  };
  const down = await startCollector({
    store: async () => ({ ...store, clickhouse }),
    settings,
    dir,
    correlate: correlate('order/c2:created'),
  });
  await down.post(Array.from({ length: 4 }, (_, index) => orderCreated(`c${index}`)));
  await half;
  await down.collector.close();
  const rest = [0, 1, 3].map((index) => `order/c${index}:created`);
  expect(await ids('order/c_:created')).toEqual(rest);

  const up = await startCollector({
    store: async () => store,
    settings,
    dir,
    correlate: correlate(''),
  });
  await up.collector.drained();
  expect(await ids('order/c_:created')).toEqual(rest);
  expect(await letters('%order/c2%')).toHaveLength(1);

  // Requeued by a release that can store it, it is stored.
  const [letter] = await test.clickhouse.query<{ id: bigint }>(
    "SELECT id FROM dead_letters WHERE detail LIKE '%order/c2%'",
  );
  const id = letter?.id.toString(16).padStart(32, '0');
  const service = { authorization: `Bearer ${SERVICE_TOKEN}` };
  const requeued = await up.post({ workspace: 1, id }, service, '/internal/v1/dead-letters/requeue');
  expect(requeued.status).toBe(202);
  await up.collector.drained();
  expect(await ids('order/c_:created')).toHaveLength(4);
  await up.collector.close();
  rmSync(dir, { recursive: true });
});

it('sets nothing aside while the store is away, or when no part of the batch is to blame', async () => {
  let failures = 0;
  const clickhouse: CollectorStore['clickhouse'] = {
    ...test.clickhouse,
    query: async (sql, params, options) => {
      if (/FROM seen/.test(sql) && failures++ < 5) throw new RangeError('store away');
      return test.clickhouse.query(sql, params, options);
    },
  };
  let broken = 5;
  const running = await startCollector({
    store: async () => ({ ...store, clickhouse }),
    settings,
    correlate: async (...given) => {
      if (broken-- > 0) throw new Error('broken for all');
      return correlate('')(...given);
    },
  });
  await running.post([orderCreated('w1'), orderCreated('w2')]);
  await running.collector.drained();
  expect(await ids('order/w_:created')).toHaveLength(2);
  expect(await letters('%away%')).toEqual([]);
  expect(await letters('%broken%')).toEqual([]);
  await running.stop();
}, 20_000);
