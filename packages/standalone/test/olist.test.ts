import type { OrderStats, OrdersPage, StageStats } from '@throughline/contracts';
import { type Platform, startPlatform, temporaryDataDir } from '@throughline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { olistIsThere, runImport } from './support/import.ts';

// Known answers of the real orders, computed apart from this project: data/README.md of the shared material.
const WITHOUT = 'exclude=final_status:canceled,unavailable';

describe.skipIf(!olistIsThere)('the real orders, imported (needs THROUGHLINE_SHARED)', () => {
  const data = temporaryDataDir();
  let platform: Platform;
  let printed: string;

  beforeAll(async () => {
    platform = await startPlatform({ dataDir: data.path });
    printed = await runImport(platform.dataDir);
  }, 300_000);
  afterAll(async () => {
    await platform?.stop();
    data.remove();
  });

  const stats = (query = '') => platform.get<OrderStats>(`/api/v1/stats/orders?${query}`);

  it('are 10,000 lives with 39,385 lifecycle events and 10,000 promises', async () => {
    const all = await stats();
    expect(all.total).toBe(10_000);
    expect(all.facts).toEqual({ lifecycle: 39_385, promises: 10_000 });
    expect(printed).toMatch(/10,?000 rows/);
  });

  it('were late, or never got there, as often as counted by hand', async () => {
    const all = await stats();
    expect(all.delivered).toBe(9_648);
    expect(all.late).toBe(663);
    expect(all.neverApproved).toBe(16);
    expect(all.neverHandedOver).toBe(247);
    expect(all.neverDelivered).toBe(352);
    expect(all.outOfOrder).toEqual({ handedOverBeforeApproval: 16, deliveredBeforeHandedOver: 5 });
  });

  it('took the hours between stages that were computed by hand', async () => {
    const { stages } = await platform.get<StageStats>('/api/v1/stats/stages');
    const found = Object.fromEntries(
      stages.map(({ from, to, p50, p95 }) => [
        `${from}-${to}`,
        [p50, p95].map((value) => Number(value?.toFixed(4))),
      ]),
    );
    expect(found).toMatchObject({
      'placed-approved': [expect.closeTo(0.28, 4), 48.0819],
      'approved-shipped': [49.3236, 209.4892],
      'shipped-delivered': [177.8675, 556.1278],
      'placed-delivered': [263.9686, 697.4425],
    });
  });

  it.each([
    ['2017-07-01T00:00:00-03:00', 298, 76, 48, 39, 79],
    ['2017-11-24T00:00:00-03:00', 684, 199, 112, 91, 157],
    ['2017-12-15T12:00:00-03:00', 1070, 235, 142, 111, 229],
  ])('stood at %s as counted by hand', async (at, open, notHandedOver, over72h, over7d, pastPromise) => {
    const instant = encodeURIComponent(at);
    const then = await stats(`at=${instant}&placedTo=${instant}&${WITHOUT}`);
    expect(then.open).toBe(open);
    expect(then.openNotHandedOver).toBe(notHandedOver);
    expect(then.openNotHandedOverOlderThan).toEqual([
      { hours: 72, count: over72h },
      { hours: 168, count: over7d },
    ]);
    expect(then.openPastPromise).toBe(pastPromise);
    const list = await platform.get<OrdersPage>(
      `/api/v1/orders?at=${instant}&placedTo=${instant}&${WITHOUT}&open=true&limit=1`,
    );
    expect(list.total).toBe(open);
  });

  it('opens exactly the orders behind a number', async () => {
    const list = await platform.get<OrdersPage>('/api/v1/orders?late=true&open=false&limit=1');
    expect(list.total).toBe(663);
  });

  it('change nothing when imported again', async () => {
    const before = await stats();
    const again = await runImport(platform.dataDir);
    const after = await stats();
    expect({ ...after, asOf: null }).toEqual({ ...before, asOf: null });
    expect(again).toMatch(/repeat|nothing|already/i);
  }, 300_000);

  it('are still there after Ctrl-C and a new start', async () => {
    expect(await platform.stop()).toBe(0);
    platform = await startPlatform({ dataDir: data.path });
    expect((await stats()).total).toBe(10_000);
  }, 120_000);
});
