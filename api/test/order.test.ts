import {
  type Ambiguous,
  type DeadLettersPage,
  type Feeds,
  type Identity,
  type ImportsPage,
  type Order,
  type OrdersPage,
  type OrphansPage,
  type Payload,
  ROUTES,
} from '@throughline/contracts';
import { eventKey, lifeId, type StoredEvent, toCorrelationId } from '@throughline/domain';
import { TABLES } from '@throughline/store';
import { anEvent } from '@throughline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOW, type Running, startApi } from './harness.ts';
import { commit, writeEvents } from './rows.ts';

const HOUR = 3_600_000;
const START = NOW - 100 * HOUR;
const home = (name: string): bigint => lifeId(1, eventKey(1, 'test', name));
const stored = (event: ReturnType<ReturnType<typeof anEvent>['build']>, life: bigint): StoredEvent => ({
  ...event,
  eventKey: eventKey(1, event.source, event.id),
  home: life,
});

let running: Running;
const [first, second, erp] = [home('first'), home('second'), home('erp')];
const boxKey = eventKey(1, 'wms/east', 'box');

beforeAll(async () => {
  running = await startApi({
    openPayload: async (workspace, id) =>
      workspace === 1 && id === 5n
        ? { contentType: 'application/json', bytes: new TextEncoder().encode('{"é":1}') }
        : undefined,
  });
  const { store } = running;
  const created = anEvent('order.created').from('commerce/shop');
  await writeEvents(store, [
    stored(
      created
        .id('o1')
        .at(START)
        .key('order', 'A-1')
        .key('email', 'a@example.com')
        .money('49.90', 'EUR')
        .attribute('market', 'DE')
        .attribute('final_status', 'done')
        .build(),
      first,
    ),
    stored(
      created
        .id('o2')
        .at(START + HOUR)
        .key('order', 'A-12')
        .key('email', 'a@example.com')
        .build(),
      second,
    ),
    stored(
      anEvent('shipment.confirmed')
        .id('s1')
        .from('wms/east')
        .at(START + 5 * HOUR)
        .key('order', 'A-1')
        .key('tracking', 'T-1')
        .key('box', 'B-1')
        .build(),
      first,
    ),
    stored(
      anEvent('posting.succeeded')
        .id('e1')
        .from('erp/sap')
        .at(START + 8 * HOUR)
        .key('erp.sales_order', 'S-9')
        .key('tracking', 'T-1')
        .data({ document: { type: 'sales_order', grain: 'order' } })
        .build(),
      erp,
    ),
    stored(
      anEvent('shipment.delivered')
        .id('box')
        .from('wms/east')
        .at(START + 20 * HOUR)
        .key('box', 'B-1')
        .build(),
      0n,
    ),
  ]);
  const drained = { workspace: 1, writer: 7n, batch: 2n };
  const seenAt = (hours: number) => ({ ...drained, observedAt: START + hours * HOUR });
  const why = { namespace: 'tracking', scope: '', value: 'T-1' };
  const box = { namespace: 'box', scope: '', value: 'B-1' };
  const insert = store.clickhouse.insert;
  await insert(
    TABLES.caseLinks,
    [{ ...seenAt(9), ...why, loser: erp, survivor: first, eventKey: eventKey(1, 'erp/sap', 'e1') }],
    { token: 'links' },
  );
  await insert(
    TABLES.eventLinks,
    [
      {
        ...seenAt(21),
        ...box,
        life: first,
        eventKey: boxKey,
        home: 0n,
        occurredAt: START + 20 * HOUR,
        type: 'shipment.delivered',
      },
    ],
    { token: 'event-links' },
  );
  await insert(TABLES.conflicts, [{ ...seenAt(22), ...box, reason: 'two orders', lives: [first, second] }], {
    token: 'conflicts',
  });
  await insert(TABLES.caseCuts, [{ ...seenAt(23), ...box, by: 'dev', note: 'shared crate' }], {
    token: 'cuts',
  });
  const letter = { adapter: 'cloudevents', detail: 'no time', remedy: 'send time', payloadId: 5n };
  await insert(
    TABLES.deadLetters,
    [1n, 2n, 3n].map((id) => ({
      ...seenAt(Number(id)),
      ...letter,
      id,
      source: id === 3n ? 'erp/sap' : 'commerce/shop',
      reason: 'invalid',
      pointer: '/time',
      lineNo: Number(id),
    })),
    { token: 'letters' },
  );
  await insert(
    TABLES.orphans,
    [1n, 2n, 3n].map((id) => ({
      ...seenAt(Number(id)),
      eventKey: id,
      source: 'psp/adyen',
      type: 'payment.captured',
      occurredAt: START,
      keys: JSON.stringify([{ namespace: 'box', value: String(id) }]),
    })),
    { token: 'orphans' },
  );
  await insert(
    TABLES.orphans,
    [
      {
        ...seenAt(5),
        eventKey: 2n,
        sign: -1,
        source: 'psp/adyen',
        type: 'payment.captured',
        occurredAt: START,
      },
    ],
    { token: 'orphans-joined' },
  );
  await insert(
    TABLES.feeds,
    [
      {
        ...seenAt(30),
        source: 'wms/east',
        kind: 'batch',
        completeThrough: START + 30 * HOUR,
        evidence: 'total 3',
      },
    ],
    { token: 'feeds' },
  );
  await insert(
    TABLES.imports,
    [
      { ...seenAt(1), importId: 'i1', state: 'started' as const, source: 'commerce/shop', file: 'a.csv' },
      {
        ...seenAt(2),
        importId: 'i1',
        state: 'finished' as const,
        source: 'commerce/shop',
        file: 'a.csv',
        rows: 10,
        events: 9,
        drops: '{"no id":1}',
      },
    ],
    { token: 'imports' },
  );
  await commit(store, drained);
});
afterAll(() => running?.stop());

const order = async (id: string, query = ''): Promise<Order> => {
  const { status, body } = await running.call<Order>(`/api/v1/orders/${encodeURIComponent(id)}?${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return ROUTES.getOrder.response.parse(body);
};

describe('an order', () => {
  it('is found by its id, by any business id, and by the id of a life that was joined to it', async () => {
    for (const id of [toCorrelationId(first), 'A-1', 'T-1', 'S-9', toCorrelationId(erp)]) {
      expect((await order(id)).correlationId).toBe(toCorrelationId(first));
    }
  });

  it('shows every event, both times and why it belongs', async () => {
    const found = await order('A-1');
    expect(found.events.map(({ id }) => id)).toEqual(['o1', 's1', 'e1', 'box']);
    expect(found.lifecycle.progress).toBe('delivered');
    const [created, shipped, posted, delivered] = found.events;
    expect(created).toMatchObject({
      occurredAt: new Date(START).toISOString(),
      observedAt: new Date(START + 1000).toISOString(),
      amount: { amount: '49.9', currency: 'EUR' },
      attributes: { market: 'DE', final_status: 'done' },
      why: [{ kind: 'identity', namespace: 'order', value: 'A-1' }],
    });
    expect(shipped?.why.map(({ kind, value }) => `${kind} ${value}`)).toEqual(['identity A-1', 'part T-1']);
    expect(posted?.why.at(-1)).toMatchObject({ kind: 'join', namespace: 'tracking', value: 'T-1' });
    expect(delivered).toMatchObject({ home: null, why: [{ kind: 'link', namespace: 'box', value: 'B-1' }] });
  });

  it('tells why it is one', async () => {
    const { body } = await running.call<Identity>('/api/v1/orders/A-1/identity');
    const identity = ROUTES.getOrderIdentity.response.parse(body);
    expect(identity.finding).toBe('4 events are one order by 3 keys, 1 conflict');
    expect(identity.lives).toEqual([toCorrelationId(first), toCorrelationId(erp)]);
    expect(identity.keys.find(({ value }) => value === 'T-1')).toMatchObject({
      role: 'part',
      events: 2,
      firstSource: 'wms/east',
      lives: [toCorrelationId(first), toCorrelationId(erp)],
    });
    expect(identity.joins).toMatchObject([{ loser: toCorrelationId(erp), standing: true }]);
    expect(identity.conflicts).toMatchObject([{ value: 'B-1', reason: 'two orders' }]);
    expect(identity.cuts).toMatchObject([{ value: 'B-1', by: 'dev', note: 'shared crate', standing: true }]);
  });

  it('is as it was at an instant, and as it was known then', async () => {
    const at = new Date(START + 6 * HOUR).toISOString();
    const then = await order('A-1', `at=${at}`);
    expect(then.lifecycle.progress).toBe('shipped');
    expect(then.events.map(({ id }) => id)).toEqual(['o1', 's1']);
    const known = await order('A-1', `knownAt=${new Date(START + 8.5 * HOUR).toISOString()}`);
    expect(known.events.map(({ id }) => id)).toEqual(['o1', 's1']);
    expect(known.identity.lives).toEqual([toCorrelationId(first)]);
    const later = await order('A-1', `knownAt=${new Date(START + 9.5 * HOUR).toISOString()}`);
    expect(later.events.map(({ id }) => id)).toEqual(['o1', 's1', 'e1']);
    const before = await running.call(`/api/v1/orders/A-1?at=${new Date(START - 1).toISOString()}`);
    expect(before.status).toBe(404);
  });

  it('is asked back for when an id names several', async () => {
    const { status, body } = await running.call<Ambiguous>('/api/v1/orders/a%40example.com');
    expect(status).toBe(409);
    expect(body.candidates.map(({ correlationId }) => correlationId).sort()).toEqual(
      [first, second].map(toCorrelationId).sort(),
    );
  });

  it('is listed by the beginning of an id, or by the whole of it', async () => {
    const list = async (query: string) => {
      const { body } = await running.call<OrdersPage>(`/api/v1/orders?${query}`);
      return ROUTES.listOrders.response.parse(body).items.map(({ name }) => name);
    };
    expect(await list('id=A-1&sort=placedAt')).toEqual(['A-1', 'A-12']);
    expect(await list('id=A-1&exact=true')).toEqual(['A-1']);
    expect(await list('id=S-9')).toEqual(['A-1']);
    expect(await list(`id=${toCorrelationId(erp)}`)).toEqual(['A-1']);
    expect(await list('id=nothing')).toEqual([]);
  });

  it('has its joins cut through the collector, and no other order’s', async () => {
    const cut = (value: string) =>
      running.call('/api/v1/orders/A-1/identity/cuts', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'cut', namespace: 'tracking', value, note: 'two parcels' }),
      });
    expect((await cut('T-1')).status).toBe(202);
    expect(running.sent).toMatchObject([
      { path: '/internal/v1/cuts', body: { workspace: 1, action: 'cut', value: 'T-1', by: 'Local command' } },
    ]);
    expect((await cut('T-2')).status).toBe(404);
  });
});

describe('original bytes', () => {
  const payloadOf = (id: string) =>
    running.call<Payload>(
      `/api/v1/orders/A-1/events/${eventKey(1, 'commerce/shop', id).toString(16).padStart(32, '0')}/payload`,
    );

  it('are 404 where none were kept or the event is another order’s', async () => {
    expect((await payloadOf('o1')).status).toBe(404);
    expect((await payloadOf('o2')).status).toBe(404);
  });

  it('of a dead letter are opened and audited', async () => {
    const { body } = await running.call<Payload>(`/api/v1/dead-letters/${'1'.padStart(32, '0')}/raw`);
    expect(body).toEqual({
      contentType: 'application/json',
      bytes: 8,
      index: 0,
      encoding: 'utf8',
      body: '{"é":1}',
    });
    const audited = await running.store.postgres.query('SELECT 1 FROM audit WHERE action = $1', [
      'GET /api/v1/dead-letters/{id}/raw',
    ]);
    expect(audited).toHaveLength(1);
  });
});

describe('what waits for a person', () => {
  it('is listed by reason, page by page', async () => {
    const one = await running.call<DeadLettersPage>('/api/v1/dead-letters?limit=2');
    const page = ROUTES.listDeadLetters.response.parse(one.body);
    expect(page).toMatchObject({
      total: 3,
      reasons: [
        { reason: 'invalid', source: 'commerce/shop', count: 2 },
        { reason: 'invalid', source: 'erp/sap', count: 1 },
      ],
    });
    const two = await running.call<DeadLettersPage>(`/api/v1/dead-letters?limit=2&cursor=${page.nextCursor}`);
    expect([...page.items, ...two.body.items].map(({ line }) => line)).toEqual([3, 2, 1]);
    expect(two.body.nextCursor).toBeNull();
    const other = await running.call(`/api/v1/dead-letters?limit=2&source=erp/sap&cursor=${page.nextCursor}`);
    expect(other.status).toBe(400);
  });

  it('goes through the pipeline again when asked', async () => {
    const id = '2'.padStart(32, '0');
    const { status } = await running.call(`/api/v1/dead-letters/${id}/requeue`, { method: 'POST' });
    expect(status).toBe(202);
    expect(running.sent.at(-1)).toEqual({
      path: '/internal/v1/dead-letters/requeue',
      body: { workspace: 1, id },
    });
  });

  it('holds orphans that nothing joined since', async () => {
    const { body } = await running.call<OrphansPage>('/api/v1/orphans');
    expect(
      ROUTES.listOrphans.response.parse(body).items.map(({ eventKey: key }) => BigInt(`0x${key}`)),
    ).toEqual([3n, 1n]);
    expect(body.total).toBe(2);
  });

  it('holds conflicts and imports', async () => {
    const conflicts = await running.call<{ total: number }>(
      `/api/v1/conflicts?life=${toCorrelationId(second)}`,
    );
    expect(ROUTES.listConflicts.response.parse(conflicts.body)).toMatchObject({
      total: 1,
      items: [{ standing: true }],
    });
    const imports = await running.call<ImportsPage>('/api/v1/imports');
    expect(ROUTES.listImports.response.parse(imports.body)).toMatchObject({
      total: 1,
      items: [{ importId: 'i1', state: 'finished', rows: 10, drops: { 'no id': 1 } }],
    });
  });
});

describe('sources and words', () => {
  it('say up to when a feed is complete, and that nothing has said so', async () => {
    const { body } = await running.call<Feeds>('/api/v1/feeds');
    const feeds = ROUTES.listFeeds.response.parse(body).items;
    expect(feeds.map(({ source }) => source)).toEqual(['commerce/shop', 'erp/sap', 'wms/east']);
    expect(feeds[0]).toMatchObject({ completeThrough: null, events: 2, deadLetters: 2 });
    expect(feeds[2]).toMatchObject({
      completeThrough: new Date(START + 30 * HOUR).toISOString(),
      kind: 'batch',
    });
  });

  it('are in the catalogue', async () => {
    const { body } = await running.call('/api/v1/catalog');
    const catalog = ROUTES.getCatalog.response.parse(body);
    expect(catalog.attributes).toEqual(['market', 'final_status']);
    expect(catalog.sources).toContain('erp/sap');
    for (const [name, value] of [
      ['market', 'DE'],
      ['final_status', 'done'],
    ]) {
      const values = await running.call(`/api/v1/catalog/attributes/${name}`);
      expect(values.body).toEqual({ name, values: [{ value, orders: 1 }] });
    }
  });
});
