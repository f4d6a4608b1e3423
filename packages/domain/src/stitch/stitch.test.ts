import { expect, it } from 'vitest';
import { toCorrelationId } from '../ids.ts';
import type { StitchEvent } from './event.ts';
import { membership, resolver } from './resolve.ts';
import { event } from './test/events.ts';
import { keyFrom } from './test/histories.ts';
import { MemoryStore } from './test/memory-store.ts';
import { stored } from './test/world.ts';

/** Stores each list of events as a batch. */
function drain(...batches: StitchEvent[][]): MemoryStore {
  const store = new MemoryStore();
  batches.forEach((events, at) => {
    const batch = { workspace: 1, events };
    store.write(`b${at}`, batch, store.run(batch));
  });
  return store;
}
const homeOf = (store: MemoryStore, of: StitchEvent): bigint =>
  store.tables.events.find(({ eventKey }) => eventKey === of.eventKey)?.home as bigint;
const words = (store: MemoryStore): string[] =>
  stored(store).lives.map((life) => life.slice(0, life.indexOf(' |')));

it('an event keeps the id that it was stored with, and a link joins what proves to be one', () => {
  const [a, b, both] = [event('a', 'o:1'), event('b', 'oms:9'), event('c', 'o:1 oms:9')];
  const store = drain([a], [b], [both]);
  expect(homeOf(store, a)).not.toBe(homeOf(store, b));
  expect(store.tables.caseLinks).toMatchObject([{ sign: 1, eventKey: expect.anything() }]);
  expect(words(store)).toEqual(['a b c']);
});

it('a join by part keys is taken back when it proves to join different orders', () => {
  const first = [event('a', 'o:1 f:F'), event('b', 'oms:9 f:F')];
  const store = drain([first[0] as StitchEvent], [first[1] as StitchEvent]);
  expect(words(store)).toEqual(['a b']);
  const third = { workspace: 1, events: [event('c', 'o:2 f:F')] };
  store.write('b2', third, store.run(third));
  expect(words(store)).toEqual(['a', 'b', 'c']);
  expect(store.tables.caseLinks.map(({ sign }) => sign)).toEqual([1, -1]);
  expect(store.tables.conflicts).toMatchObject([
    { value: 'F', reason: 'joins different orders', lives: expect.objectContaining({ length: 3 }) },
  ]);
});

it('a cut parts lives and its taking back joins them again, under the same ids', () => {
  const store = drain([event('a', 'o:1 oms:9')], [event('b', 'o:2 oms:9')]);
  const before = words(store);
  const key = keyFrom('oms:9');
  const apply = (name: string, sign: number) => {
    const batch = { workspace: 1, events: [], cuts: [{ key, sign }] };
    store.write(name, batch, store.run(batch));
  };
  apply('cut', 1);
  expect(words(store)).toEqual(['a', 'b']);
  apply('uncut', -1);
  expect(words(store)).toEqual(before);
  apply('again', 1);
  expect(words(store)).toEqual(['a', 'b']);
  const ids = new Set(store.tables.eventLinks.map(({ life }) => life));
  expect(ids.size).toBe(2);
});

it('an event that quotes a life’s id belongs to that life, also where it has no order yet', () => {
  const [order, piece] = [event('a', 'o:1'), event('b', 's:S')];
  const store = drain([order, piece]);
  const quoting = [order, piece].map((of, at) => event(`q${at}`, `c:${toCorrelationId(homeOf(store, of))}`));
  const batch = { workspace: 1, events: quoting };
  store.write('quotes', batch, store.run(batch));
  expect(words(store)).toEqual(['a q0', 'b q1']);
  // The quotes are no names that could be in conflict when both prove to be one.
  const joining = { workspace: 1, events: [event('c', 'o:1 s:S')] };
  store.write('joins', joining, store.run(joining));
  expect(words(store)).toEqual(['a b c q0 q1']);
  const stranger = { workspace: 1, events: [event('z', `c:${toCorrelationId(5n)}`)] };
  store.write('stranger', stranger, store.run(stranger));
  expect(words(store)).toEqual(['a b c q0 q1', 'z']);
});

it('an orphan joins by itself when a later event brings the missing link, and nothing else is asked of it', () => {
  const store = drain([event('bill', 'inv:7'), event('lost', 'mail:m')], [event('a', 'o:1 inv:7 mail:m')]);
  expect(words(store)).toEqual(['a bill']);
  expect(stored(store).orphans).toEqual(['lost']);
  expect(store.tables.orphans.map(({ sign }) => sign)).toEqual([1, 1, -1]);
  expect(JSON.parse(store.tables.orphans[0]?.keys ?? '')).toEqual([
    { namespace: 'erp.invoice', scope: '', value: '7' },
  ]);
});

it('shares of explicit links are kept, and unknown namespaces are told', () => {
  const lines = [{ line: '1', quantity: '2' }];
  const made = event('bill', 'inv:7 what:1', { links: [{ correlationId: 'A', lines }] });
  const delta = new MemoryStore().run({ workspace: 1, events: [made] });
  expect(delta.eventLinks).toMatchObject([{ share: JSON.stringify({ lines }), value: 'A', home: 0n }]);
  expect([...delta.unknownNamespaces]).toEqual([['what', 1]]);
});

it('readers resolve lives and members as they were known at a time', () => {
  const links = [
    { loser: 3n, survivor: 2n, sign: 1, observedAt: 10 },
    { loser: 2n, survivor: 1n, sign: 1, observedAt: 20 },
    { loser: 1n, survivor: 2n, sign: 1, observedAt: 20 },
    { loser: 3n, survivor: 2n, sign: -1, observedAt: 30 },
  ];
  const at = (knownAt: number) => [1n, 2n, 3n].map(resolver(links, knownAt));
  expect([at(5), at(10), at(20), at(30)]).toEqual([
    [1n, 2n, 3n],
    [1n, 2n, 2n],
    [1n, 1n, 1n],
    [1n, 1n, 3n],
  ]);
  const rows = {
    homes: [
      { eventKey: 7n, home: 3n, observedAt: 10 },
      { eventKey: 8n, home: 0n, observedAt: 40 },
    ],
    caseLinks: links,
    eventLinks: [
      { life: 3n, eventKey: 7n, sign: -1, observedAt: 40 },
      { life: 2n, eventKey: 7n, sign: 1, observedAt: 40 },
      { life: 2n, eventKey: 8n, sign: 1, observedAt: 40 },
    ],
  };
  expect(membership(rows, 20)).toEqual(new Map([[1n, new Set([7n])]]));
  expect(membership(rows)).toEqual(new Map([[1n, new Set([7n, 8n])]]));
});
