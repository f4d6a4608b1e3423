import { type OrderRow, type OrderStats, type OrdersPage, PROGRESS } from '@throughline/contracts';
import { TABLES } from '@throughline/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generatedOrders } from './generated.ts';
import { type Running, startApi } from './harness.ts';
import { writeEvents } from './rows.ts';

/** What SQL counts must be what `lifecycle` says, order by order: rows carry the lifecycle's word, filters are SQL. */
const SEEDS = [1, 2, 3] as const;
const COUNT = 250;

let running: Running;

beforeAll(async () => {
  running = await startApi();
  const { store } = running;
  for (const seed of SEEDS) {
    const world = generatedOrders(seed, COUNT);
    const workspaceOf = <T extends { workspace: number }>(row: T): T => ({ ...row, workspace: 1 });
    const position = { writer: BigInt(seed), batch: 1n };
    const rename = generatedName(seed);
    const events = world.events.map((event) => ({ ...event, ...rename(event) }));
    await store.clickhouse.insert(
      TABLES.caseLinks,
      world.caseLinks.map((row) => ({
        ...workspaceOf(row),
        loser: row.loser ^ BigInt(seed),
        survivor: row.survivor ^ BigInt(seed),
      })),
      { token: `links:${seed}` },
    );
    await store.clickhouse.insert(
      TABLES.eventLinks,
      world.eventLinks.map((row) => ({
        ...workspaceOf(row),
        life: row.life ^ BigInt(seed),
        eventKey: row.eventKey ^ BigInt(seed),
      })),
      { token: `event-links:${seed}` },
    );
    await writeEvents(store, events, 1, position);
  }
}, 120_000);
afterAll(() => running?.stop());

/** The same orders under names of their own per seed, so that several worlds fit into one store. */
const generatedName =
  (seed: number) => (event: { home: bigint; eventKey: bigint; correctsKey?: bigint | undefined }) => ({
    home: event.home === 0n ? 0n : event.home ^ BigInt(seed),
    eventKey: event.eventKey ^ BigInt(seed),
    ...(event.correctsKey !== undefined && { correctsKey: event.correctsKey ^ BigInt(seed) }),
  });

const everyRow = async (query: string): Promise<OrderRow[]> => {
  const rows: OrderRow[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: OrdersPage } = await running.call<OrdersPage>(
      `/api/v1/orders?limit=500&${query}${cursor && `&cursor=${cursor}`}`,
    );
    rows.push(...body.items);
    cursor = body.nextCursor;
  }
  return rows;
};
const idsOf = (rows: readonly OrderRow[]): string[] => rows.map(({ correlationId }) => correlationId).sort();

describe.each([
  ['now', ''],
  ['in the middle', 'at=2025-04-01T12:30:00Z'],
  ['late', 'at=2025-04-12T00:00:00Z'],
])('counts by SQL and lifecycles agree, %s', (_, at) => {
  let all: OrderRow[];
  beforeAll(async () => {
    all = await everyRow(at);
  }, 60_000);

  it('over every order', async () => {
    expect(all.length).toBeGreaterThan(300);
    expect(new Set(idsOf(all)).size).toBe(all.length);
    const { body } = await running.call<OrderStats>(`/api/v1/stats/orders?${at}`);
    const count = (test: (row: OrderRow) => boolean): number => all.filter(test).length;
    expect(body.total).toBe(all.length);
    expect(body.open).toBe(count(({ open }) => open));
    expect(body.lateOrPastPromise).toBe(count(({ late }) => late));
    expect(body.openPastPromise).toBe(count(({ late, open }) => late && open));
    expect(body.delivered).toBe(count(({ deliveredAt }) => deliveredAt !== null));
    expect(body.neverHandedOver).toBe(count(({ shippedAt }) => shippedAt === null));
    expect(body.byProgress).toEqual(
      PROGRESS.map((progress) => ({
        progress,
        count: count((row) => row.progress === progress),
        open: count((row) => row.progress === progress && row.open),
      })),
    );
  });

  it.each([
    ['open=true', (row: OrderRow) => row.open],
    ['open=false', (row: OrderRow) => !row.open],
    ['late=true', (row: OrderRow) => row.late],
    ['late=false', (row: OrderRow) => !row.late],
    ['blocked=true', (row: OrderRow) => row.blocked],
    ['blocked=false', (row: OrderRow) => !row.blocked],
    [
      'progress=shipped,delivered',
      (row: OrderRow) => row.progress === 'shipped' || row.progress === 'delivered',
    ],
    ['progress=cancelled', (row: OrderRow) => row.progress === 'cancelled'],
    ['attr=market:PL', (row: OrderRow) => row.attributes.market === 'PL'],
  ])('for %s', async (query, test) => {
    expect(idsOf(await everyRow(`${query}&${at}`))).toEqual(idsOf(all.filter(test)));
  });

  it.each(['placedAt', '-placedAt', 'lastEventAt', '-lastEventAt', 'promiseDue', '-promiseDue'])(
    'pages by %s without loss',
    async (sort) => {
      const pages: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: { body: OrdersPage } = await running.call<OrdersPage>(
          `/api/v1/orders?limit=97&sort=${sort}&open=true&${at}${cursor && `&cursor=${cursor}`}`,
        );
        pages.push(...body.items.map(({ correlationId }) => correlationId));
        cursor = body.nextCursor;
      }
      expect([...pages].sort()).toEqual(idsOf(all.filter(({ open }) => open)));
    },
  );
});
