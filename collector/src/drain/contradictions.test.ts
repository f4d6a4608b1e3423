import { eventsKnownAt, eventsOfLives, newestCursor } from '@throughline/store';
import { countOrders, eventOfRow, listOrders, readJoins } from '@throughline/store/orders';
import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { expect, it } from 'vitest';
import { orderCreated, startCollector } from '../testing/harness.ts';
import { storeOver } from '../testing/store.ts';

/** Two facts, each told in two ways that differ in everything an order is read, counted and listed by. */
const keys = [{ namespace: 'order', value: 'two-ways' }];
const NOW = Date.parse('2026-12-01T00:00:00Z');
const one = [
  orderCreated('two-ways', { time: '2026-11-20T10:00:00Z', data: { keys, attributes: { channel: 'web' } } }),
  orderCreated('two-ways', {
    id: 'end',
    type: 'order.cancelled',
    time: '2026-11-21T10:00:00Z',
    data: { keys, attributes: { channel: 'web', said: 'short' } },
  }),
];
const other = [
  orderCreated('two-ways', {
    time: '2026-11-20T12:00:00Z',
    data: {
      keys,
      amount: '50.00',
      currency: 'EUR',
      attributes: { channel: 'marketplace', colour: 'a rather long shade of blue' },
    },
  }),
  orderCreated('two-ways', {
    id: 'end',
    type: 'order.closed',
    time: '2026-11-22T10:00:00Z',
    data: {
      keys,
      amount: '50.00',
      currency: 'EUR',
      attributes: { channel: 'marketplace', said: 'at length' },
    },
  }),
];

/** What every reader says of the one order, after the deliveries came in this order. */
async function told({ clickhouse }: TestClickHouse, deliveries: readonly object[][]) {
  const store = await storeOver(clickhouse);
  const running = await startCollector({ store: async () => store, settings: { drainLingerMs: 5 } });
  for (const delivery of deliveries) {
    expect((await running.post(delivery)).status).toBe(202);
    await running.collector.drained();
  }
  await running.stop();
  const joins = await readJoins(clickhouse, 1);
  const [at] = await clickhouse.query<{ life: bigint }>('SELECT DISTINCT life FROM events WHERE life != 0');
  const life = at?.life as bigint;
  const plain = (rows: Parameters<typeof eventOfRow>[0][]) =>
    rows.map((row) => {
      const { observedAt: _o, position: _p, payloadId: _i, payloadIndex: _x, ...event } = eventOfRow(row);
      return event;
    });
  const read = async (world: { workspace: number; at: number | null; joins: typeof joins }) => ({
    counts: await countOrders(clickhouse, world, {}, { judgedAt: NOW, olderThanHours: [24] }),
    list: await listOrders(clickhouse, world, {
      filter: {},
      sort: 'placedAt',
      judgedAt: NOW,
      limit: 10,
      after: null,
    }),
    filtered: await Promise.all(
      [
        { name: 'channel', values: ['marketplace'] },
        { name: 'channel', values: ['web'] },
        { name: 'said', values: ['at length'] },
        { name: 'said', values: ['short'] },
      ].map(
        async (test) =>
          (await countOrders(clickhouse, world, { attr: [test] }, { judgedAt: NOW, olderThanHours: [] }))
            .total,
      ),
    ),
  });
  const events = plain(await eventsOfLives(clickhouse, 1, [life]));
  const judged = await eventsKnownAt(clickhouse, 1, [life], await newestCursor(clickhouse));
  const versions = await clickhouse.query<Record<string, unknown>>(
    `SELECT event_id, toUInt32(count()) AS n, groupUniqArray(fingerprint) AS prints FROM (
       SELECT e.event_id AS event_id, s.fingerprint AS fingerprint FROM events AS e JOIN seen AS s ON s.event_key = e.event_key
       UNION ALL SELECT event_id, fingerprint FROM contradictions)
     GROUP BY event_id ORDER BY event_id`,
  );
  return {
    events,
    judged: judged.map(({ eventKey, type, occurredAt, channel }) => ({
      eventKey,
      type,
      occurredAt,
      channel,
    })),
    versions: versions.map(({ prints, ...row }) => ({ ...row, prints: (prints as bigint[]).sort() })),
    overruled: joins.overruled.length,
    now: await read({ workspace: 1, at: null, joins }),
    earlier: await read({ workspace: 1, at: Date.parse('2026-11-23T00:00:00Z'), joins }),
  };
}

/** The same with a store of its own. */
async function toldAfter(...deliveries: object[][]) {
  const test = await openTestClickHouse();
  try {
    return await told(test, deliveries);
  } finally {
    await test.close();
  }
}

it('reads a contradicted fact as the version that wins, whichever came first', async () => {
  const { overruled: before, ...first } = await toldAfter(one, other);
  const { overruled: after, ...second } = await toldAfter(other, one);
  expect(second).toEqual(first);
  // Each fact was overruled in exactly one of the two orders of arrival.
  expect(before + after).toBe(2);
  expect(first.versions.map(({ prints }) => prints.length)).toEqual([2, 2]);
  const created = first.events.find(({ type }) => type === 'order.created');
  expect(created?.occurredAt).toBe(first.now.list.places[0]?.value);
  expect(first.now.counts).toMatchObject({ total: 1, open: 0, lifecycleFacts: 2 });
  expect(first.judged.map(({ type }) => type).sort()).toEqual(first.events.map(({ type }) => type).sort());
}, 60_000);
