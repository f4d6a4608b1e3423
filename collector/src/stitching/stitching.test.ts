import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  INTAKE,
  KEY,
  orderCreated,
  type Running,
  SERVICE_TOKEN,
  startCollector,
} from '../testing/harness.ts';
import { storeOver } from '../testing/store.ts';

let test: TestClickHouse;
let running: Running;
beforeAll(async () => {
  test = await openTestClickHouse();
  const store = await storeOver(test.clickhouse);
  running = await startCollector({
    store: async () => store,
    settings: { drainLingerMs: 5, drainEvents: 300 },
  });
  running.collector.publishIntake({
    ...INTAKE,
    version: 2,
    namespaces: [
      { workspace: 1, namespace: 'item', role: 'part', scoped: 'given', validDays: null, label: 'item' },
      { workspace: 1, namespace: 'van', role: 'shared', scoped: 'given', validDays: null, label: 'van' },
    ],
  });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await test.close();
});

let sent = 0;
/** An event that shows these keys, stored before it resolves. */
async function show(keys: [string, string][], type = 'order.edited', headers: Record<string, string> = {}) {
  sent++;
  const event = orderCreated(`s${sent}`, {
    type,
    id: `s${sent}`,
    time: new Date(Date.UTC(2026, 0, 1) + sent * 1000).toISOString(),
    data: { keys: keys.map(([namespace, value]) => ({ namespace, value })) },
  });
  expect((await running.post(event, headers)).status).toBe(202);
  await running.collector.drained();
  return `s${sent}`;
}

const lifeOf = async (id: string): Promise<bigint> =>
  (
    await test.clickhouse.query<{ life: bigint }>('SELECT life FROM events WHERE event_id = {id:String}', {
      id,
    })
  )[0]?.life ?? -1n;
/** Sum of signs of what a table says. */
const standing = async (table: string, where: string): Promise<number> =>
  (
    await test.clickhouse.query<{ n: number }>(`SELECT toInt32(sum(sign)) AS n FROM ${table} WHERE ${where}`)
  )[0]?.n ?? 0;

describe('lives, through the log and the store', () => {
  it('are minted, found again by a key, joined by a link, and parted by a cut', async () => {
    const a = await show([['order', 'A']], 'order.created');
    const b = await show(
      [
        ['oms.order', 'B'],
        ['commerce.order', 'Z'],
      ],
      'order.accepted',
    );
    expect(await lifeOf(a)).not.toBe(await lifeOf(b));
    expect(
      await lifeOf(
        await show([
          ['order', 'A'],
          ['email', 'x'],
        ]),
      ),
    ).toBe(await lifeOf(a));
    await show([
      ['order', 'A'],
      ['oms.order', 'B'],
    ]);
    expect(await standing('case_links', '1')).toBe(1);

    const cut = {
      workspace: 1,
      action: 'cut',
      namespace: 'oms.order',
      value: 'B',
      by: 'ann',
      note: 'two orders',
    };
    const service = { authorization: `Bearer ${SERVICE_TOKEN}` };
    expect((await running.post(cut, service, '/internal/v1/cuts')).status).toBe(202);
    await running.collector.drained();
    expect(await standing('case_cuts', '1')).toBe(1);
    expect(await standing('case_links', '1')).toBe(0);
    await running.post({ ...cut, action: 'uncut' }, service, '/internal/v1/cuts');
    await running.collector.drained();
    expect(await standing('case_links', '1')).toBe(1);
    expect((await running.post(cut, { authorization: `Bearer ${KEY}` }, '/internal/v1/cuts')).status).toBe(
      401,
    );
  });

  it('are waited for by events that only share a key', async () => {
    const waiting = await show([['van', 'V1']], 'shipment.delivered');
    expect(await lifeOf(waiting)).toBe(0n);
    expect(await standing('orphans', "type = 'shipment.delivered'")).toBe(1);
    const order = await show(
      [
        ['order', 'W'],
        ['van', 'V1'],
      ],
      'shipment.confirmed',
    );
    expect(await standing('orphans', "type = 'shipment.delivered'")).toBe(0);
    const [link] = await test.clickhouse.query<{ life: bigint; home: bigint }>(
      "SELECT life, home FROM event_links WHERE type = 'shipment.delivered'",
    );
    expect(link).toEqual({ life: await lifeOf(order), home: 0n });
  });

  it('stay apart where a part key would join two orders, which is listed', async () => {
    const one = await show([
      ['order', 'C1'],
      ['item', 'I'],
    ]);
    const two = await show([
      ['order', 'C2'],
      ['item', 'I'],
    ]);
    expect(await lifeOf(one)).not.toBe(await lifeOf(two));
    expect(await standing('conflicts', "value = 'I'")).toBe(1);
  });

  it('are apart per workspace', async () => {
    const mine = await show([['order', 'A']]);
    await show([['order', 'A']], 'order.edited', { authorization: 'Bearer tl_in_second_workspace' });
    const lives = await test.clickhouse.query<{ workspace: number; life: bigint }>(
      "SELECT workspace, life FROM keys WHERE namespace = 'order' AND value = 'A' GROUP BY workspace, life",
    );
    expect(lives).toHaveLength(2);
    expect(lives.find(({ workspace }) => workspace === 1)?.life).toBe(await lifeOf(mine));
  });
});

type Ocel = {
  'ocel:events': Record<string, { 'ocel:timestamp': string; 'ocel:omap': string[] }>;
  'ocel:objects': Record<string, { 'ocel:type': string }>;
};
const shared = process.env.THROUGHLINE_SHARED ?? join(import.meta.dirname, '../../../../shared');
const log = join(shared, 'data/logs/order_process.jsonocel');
const NAMESPACES: Record<string, string> = { order: 'order', item: 'item', delivery: 'van' };

it.skipIf(!existsSync(log))(
  'a real log of orders, items and deliveries holds 199 orders (needs THROUGHLINE_SHARED)',
  async () => {
    const ocel = JSON.parse(readFileSync(log, 'utf8')) as Ocel;
    const events = Object.entries(ocel['ocel:events']).map(([id, event]) => ({
      ...orderCreated(`ocel-${id}`),
      type: 'order.edited',
      time: new Date(event['ocel:timestamp']).toISOString(),
      data: {
        keys: event['ocel:omap'].map((value) => ({
          namespace: NAMESPACES[ocel['ocel:objects'][value]?.['ocel:type'] ?? ''] ?? 'unknown',
          value: `ocel-${value}`,
        })),
      },
    }));
    for (let at = 0; at < events.length; at += 500) await running.post(events.slice(at, at + 500));
    await running.collector.drained();
    const [orders] = await test.clickhouse.query<{ n: number }>(
      `SELECT toUInt32(uniqExact(if(survivor = 0, life, survivor))) AS n FROM
       (SELECT life FROM keys WHERE workspace = 1 AND namespace = 'order' AND startsWith(value, 'ocel-')
        GROUP BY life, value HAVING sum(sign) > 0) AS held
       LEFT JOIN (SELECT loser, any(survivor) AS survivor FROM case_links GROUP BY loser HAVING sum(sign) > 0) AS links
       ON held.life = links.loser`,
    );
    expect(orders).toEqual({ n: 199 });
  },
  60_000,
);
