import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StitchKey } from './keys.ts';
import { cutsOf, type History, histories } from './test/histories.ts';
import { MemoryStore } from './test/memory-store.ts';
import { specified, stored } from './test/world.ts';

const RUNS = { numRuns: 300 };
const LONG = 30_000;

const batchOf = ({ events, cuts }: History[number]) => ({ workspace: 1, events, cuts });
const eventsOf = (history: History) => history.flatMap(({ events }) => events);
const keysOf = (history: History): StitchKey[] => [
  ...new Map(
    eventsOf(history)
      .flatMap(({ keys, links }) => [...keys, ...links.map(({ key }) => key)])
      .map((key) => [key.id, key]),
  ).values(),
];

function drain(history: History, store = new MemoryStore(), name = 'b'): MemoryStore {
  history.forEach((part, at) => {
    const batch = batchOf(part);
    store.write(`${name}${at}`, batch, store.run(batch));
  });
  return store;
}

describe('whatever arrives', () => {
  it(
    'in any order and any batches, readers see what the specification says of the whole set',
    () => {
      fc.assert(
        fc.property(histories(), (history) => {
          const store = drain(history);
          expect(stored(store)).toEqual(specified(eventsOf(history), cutsOf(history)));
        }),
        RUNS,
      );
    },
    LONG,
  );

  it(
    'the same events in another order and other batches make the same world',
    () => {
      const shuffled = histories({ cuts: false }).chain((history) => {
        const events = eventsOf(history);
        const sizes = fc.array(fc.integer({ min: 1, max: 6 }), {
          minLength: events.length,
          maxLength: events.length,
        });
        const order = fc.shuffledSubarray(events, { minLength: events.length });
        return fc.tuple(fc.constant(history), order, sizes);
      });
      fc.assert(
        fc.property(shuffled, ([history, order, sizes]) => {
          const other: History = [];
          for (let from = 0; from < order.length; ) {
            const size = sizes[other.length] as number;
            other.push({ events: order.slice(from, from + size), cuts: [] });
            from += size;
          }
          expect(stored(drain(other))).toEqual(stored(drain(history)));
        }),
        RUNS,
      );
    },
    LONG,
  );

  it(
    'a batch that a crash cut short comes out the same when it is done again',
    () => {
      fc.assert(
        fc.property(histories({ events: 10 }), fc.nat({ max: 7 }), (history, tables) => {
          const store = new MemoryStore();
          history.forEach((part, at) => {
            const batch = batchOf(part);
            const delta = store.run(batch);
            const torn = store.copy();
            torn.write(`b${at}`, batch, delta);
            // Some tables have the batch, others do not yet.
            const names = Object.keys(torn.tables) as (keyof typeof torn.tables)[];
            for (const name of names.slice(tables)) {
              (torn.tables as Record<string, unknown>)[name] = store.tables[name];
            }
            expect(torn.run(batch, `b${at}`)).toEqual(delta);
            store.write(`b${at}`, batch, delta);
          });
        }),
        RUNS,
      );
    },
    LONG,
  );

  it(
    'two collectors that do not see each other agree once their keys are judged anew',
    () => {
      // People cut through one collector's door. Two cuts of one component at the same instant in two collectors may
      // leave a linked event listed as an orphan too (docs/decisions/0004-stitching.md).
      const two = fc.tuple(
        histories({ events: 10, cuts: false }),
        histories({ events: 10, cuts: false }),
        histories({ events: 10 }),
      );
      fc.assert(
        fc.property(two, ([before, mine, given]) => {
          // Event names of the three histories must differ.
          const theirs = rename(given, 'their');
          const own = rename(mine, 'my');
          const store = drain(before);
          const view = store.copy();
          const [first, second] = [own, theirs].map((history, at) => {
            const batch = batchOf({
              events: eventsOf(history),
              cuts: history.flatMap(({ cuts }) => cuts),
            });
            return { name: `w${at}`, batch, delta: view.copy().run(batch) };
          }) as [Write, Write];
          store.write(first.name, first.batch, first.delta);
          store.write(second.name, second.batch, second.delta);
          const all = [...before, ...own, ...theirs];
          const recheck = {
            workspace: 1,
            events: [],
            recheck: [...keysOf(all), ...all.flatMap(({ cuts }) => cuts.map(({ key }) => key))],
          };
          store.write('recheck', recheck, store.run(recheck));
          expect(stored(store)).toEqual(specified(eventsOf(all), cutsOf(all)));
        }),
        RUNS,
      );
    },
    LONG,
  );
});

type Write = { name: string; batch: ReturnType<typeof batchOf>; delta: ReturnType<MemoryStore['run']> };

/** The same history with events of other names (and so other event keys). */
const rename = (history: History, prefix: string): History =>
  history.map(({ events, cuts }) => ({
    cuts,
    events: events.map((event) => ({
      ...event,
      name: `${prefix}-${(event as typeof event & { name: string }).name}`,
      eventKey: event.eventKey ^ (prefix === 'my' ? 1n : 2n),
    })),
  }));
