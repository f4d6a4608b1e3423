import { type EventData, type EventType } from '@throughline/contracts';
import { eventKey, lifeId, type StoredEvent } from '@throughline/domain';
import { TABLES } from '@throughline/store';
import { openTestStore, type TestStore } from '@throughline/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { declareComplete, engineOver, forget, rulebook, settle, storeBatch, takeLease } from './detection.ts';
import { commit } from './rows.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const FOR_EVER = Date.UTC(2200, 0, 1);
const SOURCES = ['commerce/shop', 'psp/adyen', 'wms/east', 'carrier/dhl'];
const EMPTY: EventData = { keys: [], objects: [], links: [], lines: [], amounts: [], attributes: {} };

let store: TestStore;
let book: Awaited<ReturnType<typeof rulebook>>;
beforeAll(async () => {
  store = await openTestStore();
  book = await rulebook();
});
afterAll(() => store?.close());
beforeEach(async () => {
  await forget(store);
  for (const table of ['events', 'changes', 'feeds', 'committed_batches', 'case_links']) {
    await store.clickhouse.command(`TRUNCATE TABLE ${table}`);
  }
});

const fact = (order: string, source: string, type: EventType, hour: number): StoredEvent => {
  const id = `${order}/${type}`;
  return {
    ...{ id, source, type, timePrecision: 'instant', outcome: 'ok', eventKey: eventKey(1, source, id) },
    occurredAt: START + hour * HOUR,
    observedAt: START + hour * HOUR + 1000,
    home: lifeId(1, eventKey(1, 'commerce/shop', order)),
    data: {
      ...EMPTY,
      amounts:
        type === 'order.created'
          ? [{ component: 'goods', basis: 'shop', amount: '80.00', currency: 'EUR' }]
          : [],
      attributes: { channel: 'marketplace' },
    },
  };
};
const exceptions = () =>
  store.postgres.query<{ rule: string; object: string; state: string; because: string; detail: string }>(
    'SELECT rule, object, state, because, detail FROM exceptions ORDER BY rule, first_seen_at, id',
  );

it('closes what it opened on an order that turned out to be part of another, and opens it again when they part', async () => {
  await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
  await storeBatch(
    store,
    [fact('A', 'commerce/shop', 'order.created', 0), fact('B', 'psp/adyen', 'payment.authorized', 1)],
    { writer: 1n, batch: 2n },
  );
  const lease = await takeLease(store);
  const engine = engineOver(store, book);
  await settle(engine, lease, START + 30 * HOUR);
  expect(await exceptions()).toMatchObject([{ rule: 'orders-not-approved', state: 'open' }]);
  const [a, b] = ['A', 'B'].map((order) => lifeId(1, eventKey(1, 'commerce/shop', order))) as [
    bigint,
    bigint,
  ];
  const link = async (sign: number, batch: bigint) => {
    const position = { writer: 1n, batch };
    const row = { ...position, workspace: 1, loser: a, survivor: b, sign, observedAt: START };
    await store.clickhouse.insert(TABLES.caseLinks, [row], { token: `link:${batch}` });
    await commit(store, position);
  };
  await link(1, 3n);
  await settle(engine, lease, START + 31 * HOUR);
  expect(await exceptions()).toMatchObject([{ state: 'resolved', because: 'withdrawn' }]);
  await link(-1, 4n);
  await settle(engine, lease, START + 32 * HOUR);
  expect(await exceptions()).toMatchObject([{ rule: 'orders-not-approved', state: 'open' }]);
});

it('tells nothing that a silent feed could tell, and says so once, on the feed', async () => {
  await storeBatch(
    store,
    [fact('A', 'commerce/shop', 'order.created', 0), fact('B', 'psp/adyen', 'payment.authorized', -30)],
    { writer: 1n, batch: 2n },
  );
  const lease = await takeLease(store);
  const feeds = { latenessMs: 60_000, quietMs: 6 * HOUR, maxUnknownMs: 2 * HOUR };
  const engine = engineOver(store, book, { feeds });
  await settle(engine, lease, START + 25 * HOUR);
  expect(await exceptions()).toEqual([]);
  await settle(engine, lease, START + 27 * HOUR);
  expect(await exceptions()).toMatchObject([
    { rule: 'feed-incomplete', object: 'psp/adyen', state: 'open', detail: expect.stringContaining('80.00') },
  ]);
  // Heard of again: what it had to tell, it has told.
  await storeBatch(store, [fact('C', 'psp/adyen', 'payment.authorized', 27)], { writer: 1n, batch: 3n });
  await settle(engine, lease, START + 28 * HOUR);
  expect(await exceptions()).toMatchObject([
    { rule: 'feed-incomplete', state: 'resolved' },
    { rule: 'orders-not-approved', state: 'open' },
  ]);
});

it('goes on with the other rules when one fails', async () => {
  await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
  await storeBatch(store, [fact('A', 'commerce/shop', 'order.created', 0)], { writer: 1n, batch: 2n });
  const failures: string[] = [];
  const [first, ...others] = book.rules;
  const broken = {
    ...first!,
    get versions(): never {
      throw new Error('poison');
    },
  };
  const engine = engineOver(
    store,
    { ...book, rules: [broken, ...others] },
    {
      watch: {
        begin: () => () => undefined,
        judged: () => undefined,
        failed: (failed) => failures.push(...failed.map(({ rule, message }) => `${rule}: ${message}`)),
        progress: () => undefined,
      },
    },
  );
  await settle(engine, await takeLease(store), START + 100 * HOUR);
  expect(failures).toEqual([`${broken.name}: poison`]);
  expect((await exceptions()).map(({ rule }) => rule)).toEqual([
    'orders-not-approved',
    'orders-not-handed-to-carrier',
  ]);
});

it('stops between two lots of orders and goes on where it stopped', async () => {
  await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
  const orders = Array.from({ length: 600 }, (_, at) => fact(`N${at}`, 'commerce/shop', 'order.created', 0));
  await storeBatch(store, orders, { writer: 1n, batch: 2n });
  const lease = await takeLease(store);
  const stop = new AbortController();
  const watch = {
    begin: () => () => undefined,
    judged: () => undefined,
    failed: () => undefined,
    progress: () => stop.abort(),
  };
  const first = await engineOver(store, book, { watch }).tick(lease, START + 100 * HOUR, stop.signal);
  expect(first).toMatchObject({ outcome: 'stopped', cases: 250 });
  // The tick that was stopped is finished at its own instant, whatever time it is now.
  const second = await engineOver(store, book).tick(lease, START + 500 * HOUR);
  expect(second).toMatchObject({ outcome: 'done', cases: 600, T: START + 100 * HOUR });
  expect((await exceptions()).length).toBe(1200);
});
