import type { OrderStats, OrdersPage, StageStats } from '@throughline/contracts';
import { lifeId, type StoredEvent } from '@throughline/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing, realOrders } from '../../packages/domain/src/lifecycle/testing/olist.ts';
import { type Running, startApi } from './harness.ts';
import { writeEvents } from './rows.ts';

if (missing !== null) console.warn(`Skipping the figures of real orders: ${missing}`);
const WITHOUT = 'exclude=final_status:canceled,unavailable';

describe.skipIf(missing !== null)('figures of ten thousand real orders', () => {
  let running: Running;
  const stats = async (query = ''): Promise<OrderStats> =>
    (await running.call<OrderStats>(`/api/v1/stats/orders?${query}`)).body;

  beforeAll(async () => {
    running = await startApi();
    const events = realOrders().flatMap((order): StoredEvent[] => {
      const home = lifeId(1, order.events[0]?.eventKey ?? 0n);
      return order.events.map((event) => ({ ...event, home }));
    });
    await writeEvents(running.store, events);
  }, 120_000);
  afterAll(() => running?.stop());

  it('counts what there is, what was late and what never came', async () => {
    const all = await stats();
    expect(all).toMatchObject({
      total: 10_000,
      delivered: 9_648,
      open: 352,
      late: 663,
      neverApproved: 16,
      neverHandedOver: 247,
      neverDelivered: 352,
      outOfOrder: { handedOverBeforeApproval: 16, deliveredBeforeHandedOver: 5 },
      facts: { lifecycle: 39_385, promises: 10_000 },
      noProgress: 0,
    });
    expect(all.byProgress.reduce((sum, { count }) => sum + count, 0)).toBe(10_000);
    expect(await stats('attr=final_status:delivered')).toMatchObject({ neverDelivered: 1 });
  });

  it('measures the stages', async () => {
    const { body } = await running.call<StageStats>('/api/v1/stats/stages');
    const found = Object.fromEntries(
      body.stages.map(({ from, to, p50, p95 }) => [
        `${from}-${to}`,
        [p50, p95].map((value) => value?.toFixed(4)),
      ]),
    );
    expect(found).toEqual({
      'placed-approved': ['0.2800', '48.0819'],
      'approved-shipped': ['49.3236', '209.4892'],
      'shipped-delivered': ['177.8675', '556.1278'],
      'placed-delivered': ['263.9686', '697.4425'],
    });
  });

  it.each([
    ['2017-07-01T00:00:00-03:00', 298, 76, 48, 39, 79],
    ['2017-11-24T00:00:00-03:00', 684, 199, 112, 91, 157],
    ['2017-12-15T12:00:00-03:00', 1070, 235, 142, 111, 229],
  ])('tells the world at %s', async (at, open, waiting, over72h, over7d, pastPromise) => {
    const query = `at=${encodeURIComponent(at)}&placedTo=${encodeURIComponent(at)}&${WITHOUT}`;
    expect(await stats(query)).toMatchObject({
      open,
      openNotHandedOver: waiting,
      openNotHandedOverOlderThan: [
        { hours: 72, count: over72h },
        { hours: 168, count: over7d },
      ],
      openPastPromise: pastPromise,
    });
    const { body } = await running.call<OrdersPage>(`/api/v1/orders?${query}&open=true&limit=1`);
    expect(body.total).toBe(open);
    const late = await running.call<OrdersPage>(`/api/v1/orders?${query}&open=true&late=true&limit=1`);
    expect(late.body.total).toBe(pastPromise);
  });

  it('opens exactly the orders behind a number', async () => {
    const { body } = await running.call<OrdersPage>('/api/v1/orders?late=true&open=false&limit=500');
    expect(body.total).toBe(663);
    expect(body.items.every(({ late, open }) => late && !open)).toBe(true);
  });

  it('gives every order once over all pages, newest first', async () => {
    const seen: string[] = [];
    const placed: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: OrdersPage } = await running.call<OrdersPage>(
        `/api/v1/orders?limit=500&attr=final_status:shipped,processing,invoiced${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map(({ correlationId }) => correlationId));
      placed.push(...body.items.map(({ placedAt }) => placedAt ?? ''));
      cursor = body.nextCursor;
      if (cursor === null) expect(seen.length).toBe(body.total);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(placed).toEqual([...placed].sort().reverse());
  });
});
