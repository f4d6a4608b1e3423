import type { ExceptionAnswer, ExceptionsPage, ExceptionsSummary } from '@throughline/contracts';
import { lifeId, type StoredEvent } from '@throughline/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missing, realOrders, wall } from '../../packages/domain/src/lifecycle/testing/olist.ts';
import { declareComplete, engineOver, forget, outcome, rulebook, settle, takeLease } from './detection.ts';
import { type Running, startApi } from './harness.ts';
import { writeEvents } from './rows.ts';

if (missing !== null) console.warn(`Skipping detection on real orders: ${missing}`);
const SOURCES = ['commerce/olist', 'psp/olist', 'wms/olist', 'carrier/olist'];
// Computed apart from this project: not handed over for more than 72 h and 7 d, and open past the estimate.
const INSTANTS = [
  ['2017-07-01 00:00:00', 48, 39, 79],
  ['2017-11-24 00:00:00', 112, 91, 157],
  ['2017-12-15 12:00:00', 142, 111, 229],
] as const;
const END = wall('2019-01-01 00:00:00');

describe.skipIf(missing !== null)('ten thousand real orders', () => {
  let running: Running;
  const list = async (query: string): Promise<ExceptionsPage> =>
    (await running.call<ExceptionsPage>(`/api/v1/exceptions?limit=1&${query}`)).body;
  const late = async (at = ''): Promise<number[]> => {
    const rule = 'rule=orders-not-handed-to-carrier';
    const totals: number[] = [];
    for (const query of [rule, `${rule}&point=2`, 'rule=orders-delivered-after-promise']) {
      totals.push((await list(`${query}${at}`)).total);
    }
    return totals;
  };

  beforeAll(async () => {
    running = await startApi();
    const events = realOrders().flatMap((order): StoredEvent[] => {
      const home = lifeId(1, order.events[0]?.eventKey ?? 0n);
      return order.events.map((event) => ({ ...event, home }));
    });
    await writeEvents(running.store, events);
    const end = events.reduce((last, { occurredAt }) => Math.max(last, occurredAt), 0);
    await declareComplete(running.store, SOURCES, end, { writer: 7n, batch: 2n });
  }, 120_000);
  afterAll(() => running?.stop());

  it('are late when they are, tick by tick, and come to the same by one evaluation at the end', async () => {
    const { store } = running;
    const book = await rulebook();
    expect(book.problems).toEqual([]);
    const lease = await takeLease(store);

    const engine = engineOver(store, book);
    for (const [instant, ...known] of INSTANTS) {
      await settle(engine, lease, wall(instant));
      expect(await late()).toEqual(known);
    }
    await settle(engine, lease, END);
    const ticked = await outcome(store);

    await forget(store);
    await settle(engineOver(store, book), lease, END);
    const once = await outcome(store);
    expect(ticked.exceptions).toEqual(once.exceptions);
    expect(ticked.final).toEqual(once.final);
    expect(ticked.transitions).toEqual(once.transitions);
    expect(ticked.verdicts).toEqual(once.verdicts);
    const met = await list('rule=orders-delivered-after-promise&state=resolved');
    expect(met.total).toBe(663);
  }, 240_000);

  it.each(INSTANTS)('were late at %s, asked at the end', async (instant, ...known) => {
    const at = encodeURIComponent(new Date(wall(instant)).toISOString());
    expect(await late(`&at=${at}`)).toEqual(known);
    const { body } = await running.call<ExceptionsSummary>(
      `/api/v1/exceptions/summary?at=${at}&rule=orders-not-handed-to-carrier`,
    );
    expect(body.total).toBe(known[0]);
    expect(body.items.find(({ point }) => point === 2)?.count).toBe(known[1]);
  });

  it('tell why', async () => {
    const { items } = await list('rule=orders-not-handed-to-carrier&state=resolved&sort=-value');
    const [first] = items;
    expect(first).toMatchObject({ state: 'resolved', resolvedBy: 'facts', order: { progress: 'delivered' } });
    const { body } = await running.call<ExceptionAnswer>(`/api/v1/exceptions/${first?.id}`);
    expect(body.history.map(({ kind }) => kind)).toEqual(
      first?.point === 2 ? ['opened', 'escalated', 'closed'] : ['opened', 'closed'],
    );
    expect(body.verdicts.at(-1)).toMatchObject({ state: 'met_late', cursor: '7:2' });
    expect(body.evidence.map(({ role }) => role)).toEqual(['start', 'stop']);
  });
});
