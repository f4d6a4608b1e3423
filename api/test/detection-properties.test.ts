import type { StoredEvent } from '@throughline/domain';
import { LostLeaseError, type Store } from '@throughline/store';
import { openTestStore, type TestStore } from '@throughline/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  declareComplete,
  engineOver,
  forget,
  outcome,
  rulebook,
  settle,
  storeBatch,
  takeLease,
} from './detection.ts';
import { generatedOrders, seeded } from './generated.ts';

let store: TestStore;
let book: Awaited<ReturnType<typeof rulebook>>;
beforeAll(async () => {
  store = await openTestStore();
  book = await rulebook();
});
afterAll(() => store?.close());

const HOUR = 3_600_000;
const START = Date.UTC(2025, 2, 25);
const END = START + 1500 * HOUR;
const SOURCES = ['commerce/shop', 'psp/adyen', 'oms/main', 'wms/east', 'carrier/dhl', 'erp/sap'];
const FOR_EVER = Date.UTC(2200, 0, 1);

/** Orders that the pack judges: of a profile, told by a channel, with times that rules look at. */
const history = (seed: number, count: number): StoredEvent[] =>
  generatedOrders(seed, count).events.map((event) => ({
    ...event,
    data: { ...event.data, attributes: { ...event.data.attributes, channel: 'marketplace' } },
  }));

const wipe = async (): Promise<void> => {
  await forget(store);
  for (const table of ['events', 'changes', 'feeds', 'committed_batches', 'event_links', 'case_links']) {
    await store.clickhouse.command(`TRUNCATE TABLE ${table}`);
  }
};

const shuffled = <T>(list: readonly T[], random: () => number): T[] => {
  const given = [...list];
  for (let at = given.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [given[at], given[other]] = [given[other] as T, given[at] as T];
  }
  return given;
};

/** Stores all of a history at once, with every feed complete for ever, and judges it once at the end. */
const atOnce = async (events: readonly StoredEvent[]) => {
  await wipe();
  await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
  await storeBatch(store, events, { writer: 1n, batch: 2n });
  await settle(engineOver(store, book), await takeLease(store), END);
  return outcome(store);
};

/** What two ways of judging must agree on, whatever was thought on the way. */
const final = ({ final: verdicts, exceptions }: Awaited<ReturnType<typeof outcome>>) => ({
  verdicts,
  exceptions: exceptions.map(({ id, state, severity, point, dueAt, closedAt, progress, amount }) =>
    state === 'resolved'
      ? { id, state, progress, amount }
      : { id, state, severity, point, dueAt, closedAt, progress, amount },
  ),
});

describe('detection', () => {
  it('comes to the same at every tick or once at the end, to the last transition', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 6 }),
        async (seed, at) => {
          const events = history(seed, 25);
          const once = await atOnce(events);
          await forget(store);
          const lease = await takeLease(store);
          for (const hour of [...at].sort((a, b) => a - b)) {
            await settle(engineOver(store, book), lease, START + hour * HOUR);
          }
          await settle(engineOver(store, book), lease, END);
          expect(await outcome(store)).toEqual(once);
        },
      ),
      { numRuns: 3, endOnFailure: true },
    );
  }, 120_000);

  it('does not care in which order and batches facts came, nor how often it looked meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const events = history(seed, 20);
        const once = final(await atOnce(events));
        await wipe();
        const random = seeded(seed ^ 0x5a5a);
        await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
        const lease = await takeLease(store);
        const mixed = shuffled(events, random);
        const size = Math.ceil(mixed.length / 4);
        for (let at = 0; at * size < mixed.length; at += 1) {
          const writer = BigInt(1 + (at % 2));
          await storeBatch(store, mixed.slice(at * size, (at + 1) * size), {
            writer,
            batch: BigInt(10 + at),
          });
          await settle(engineOver(store, book), lease, START + Math.floor((at + 1) * 370) * HOUR);
        }
        await settle(engineOver(store, book), lease, END);
        const ticked = final(await outcome(store));
        const last = new Map(once.verdicts.map(({ clock, ...rest }) => [clock, rest]));
        // A clock that was thought to run for a while leaves its verdicts, withdrawn; none that stands may differ.
        for (const { clock, ...rest } of ticked.verdicts)
          if (last.has(clock)) expect(rest).toEqual(last.get(clock));
        expect(ticked.verdicts.length).toBeGreaterThanOrEqual(once.verdicts.length);
        const open = (all: typeof once) => all.exceptions.filter(({ state }) => state !== 'resolved');
        expect(open(ticked)).toEqual(open(once));
      }),
      { numRuns: 3, endOnFailure: true },
    );
  }, 120_000);

  it('never uses a fact beyond what it had read', async () => {
    await wipe();
    const events = history(7, 20);
    const half = events.length >> 1;
    await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
    await storeBatch(store, events.slice(0, half), { writer: 1n, batch: 2n });
    const lease = await takeLease(store);
    await settle(engineOver(store, book), lease, END);
    const known = await outcome(store);
    await forget(store);
    // The second half is stored, and its batch is not committed: nobody may have seen it.
    await storeBatch(store, events.slice(half), { writer: 1n, batch: 3n });
    await store.clickhouse.command(
      'ALTER TABLE committed_batches DELETE WHERE batch = 3 SETTINGS mutations_sync = 1',
    );
    await settle(engineOver(store, book), lease, END);
    expect(await outcome(store)).toEqual(known);
  }, 60_000);
});

/** A store that dies at its `at`-th statement, counted from 0, before or after it took effect. */
const dying = (
  at: number,
  after: boolean,
): { store: Pick<Store, 'clickhouse' | 'postgres'>; died: () => boolean } => {
  let count = 0;
  let dead = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    const mine = count;
    count += 1;
    if (dead || (mine === at && !after)) {
      dead = true;
      throw new Error('killed');
    }
    const result = await work();
    if (mine === at) {
      dead = true;
      throw new Error('killed');
    }
    return result;
  };
  const { clickhouse, postgres } = store;
  return {
    died: () => dead,
    store: {
      clickhouse: {
        ...clickhouse,
        query: (...given) => guarded(() => clickhouse.query(...given)) as never,
        insert: (...given) => guarded(() => clickhouse.insert(...given)),
      },
      postgres: {
        ...postgres,
        query: (...given) => guarded(() => postgres.query(...given)) as never,
        transaction: async (work) => {
          // A kill before COMMIT undoes it, and one after is not heard of.
          const done = await postgres.transaction((tx) =>
            work({ query: (...given) => guarded(() => tx.query(...given)) as never }),
          );
          return guarded(async () => done);
        },
      },
    },
  };
};

describe('a crash', () => {
  it('at any statement repeats to the same verdicts and exceptions, none twice and none lost', async () => {
    const events = history(11, 12);
    const once = await atOnce(events);
    await forget(store);
    let crashes = 0;
    for (let at = 0; ; at += 1) {
      await forget(store);
      const broken = dying(at, at % 2 === 1);
      const held = await takeLease(store);
      const engine = engineOver(broken.store, book);
      const run = settle(engine, held, START + 700 * HOUR).then(() => settle(engine, held, END));
      await run.catch((error: Error) => {
        if (error.message !== 'killed' && !(error instanceof LostLeaseError)) throw error;
      });
      if (!broken.died()) break;
      crashes += 1;
      // Another process goes on, maybe later than the one that died.
      const lease = await takeLease(store, 'another');
      await settle(engineOver(store, book), lease, START + 700 * HOUR);
      await settle(engineOver(store, book), lease, END);
      expect(await outcome(store)).toEqual(once);
    }
    expect(crashes).toBeGreaterThan(25);
  }, 180_000);

  it('of one engine lets another take over, and what the first still does changes nothing', async () => {
    await wipe();
    await declareComplete(store, SOURCES, FOR_EVER, { writer: 1n, batch: 1n });
    await storeBatch(store, history(3, 10), { writer: 1n, batch: 2n });
    const old = await takeLease(store, 'old');
    const lease = await takeLease(store, 'new');
    await expect(engineOver(store, book).tick(old, END)).rejects.toThrow(LostLeaseError);
    expect((await outcome(store)).exceptions).toEqual([]);
    expect(await settle(engineOver(store, book), lease, END)).toBeGreaterThanOrEqual(10);
  }, 60_000);
});
