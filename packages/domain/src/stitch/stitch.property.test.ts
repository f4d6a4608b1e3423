import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutsOf, type History, histories } from './test/histories.ts';
import { MemoryStore } from './test/memory-store.ts';
import { specified, stored } from './test/world.ts';

const RUNS = Number(process.env.STITCH_RUNS ?? 400);

const batchOf = ({ events, cuts }: History[number]) => ({ workspace: 1, events, cuts });
const eventsOf = (history: History) => history.flatMap(({ events }) => events);

function drain(history: History): MemoryStore {
  const store = new MemoryStore();
  history.forEach((part, at) => {
    const batch = batchOf(part);
    store.write(`b${at}`, batch, store.run(batch));
  });
  return store;
}

it('whatever the order and the batches, readers see what the specification says of the whole set', () => {
  fc.assert(
    fc.property(histories(), (history) => {
      expect(stored(drain(history))).toEqual(specified(eventsOf(history), cutsOf(history)));
    }),
    { numRuns: RUNS },
  );
});
