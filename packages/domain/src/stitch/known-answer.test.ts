import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventKey } from '../ids.ts';
import { type StitchEvent, stitchEventOf, type Telling } from './event.ts';
import { partition } from './partition.ts';
import { membership } from './resolve.ts';
import type { StitchBatch } from './stitch.ts';
import { NAMESPACES, rules } from './test/events.ts';
import { MemoryStore } from './test/memory-store.ts';

const SHARED = resolve(import.meta.dirname, '../../../..', process.env.THROUGHLINE_SHARED ?? '../shared');
const LOG = resolve(SHARED, 'data/logs/order_process.jsonocel');

type Ocel = {
  'ocel:events': Record<string, { 'ocel:activity': string; 'ocel:timestamp': string; 'ocel:omap': string[] }>;
  'ocel:objects': Record<string, { 'ocel:type': string }>;
};
type Known = StitchEvent & { readonly activity: string };

/** The log's events with their objects as keys: an order names a life, an item is a piece, a delivery is shared. */
function readLog(): Known[] {
  const log = JSON.parse(readFileSync(LOG, 'utf8')) as Ocel;
  return Object.entries(log['ocel:events']).map(([id, event]) => {
    const keys = event['ocel:omap'].map((value) => ({
      namespace: log['ocel:objects'][value]?.['ocel:type'] as string,
      value,
    }));
    const telling: Telling = {
      source: 'oms/main',
      type: 'order.created',
      outcome: 'ok',
      occurredAt: Date.parse(`${event['ocel:timestamp']}Z`),
      data: { keys, links: [] },
    };
    const made = stitchEventOf(telling, eventKey(1, 'oms/main', id), NAMESPACES) as StitchEvent;
    return { ...made, activity: event['ocel:activity'] };
  });
}

/** Numbers from 0 to 1 that a seed gives. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = numbers(seed);
  const rest = [...items];
  for (let at = rest.length - 1; at > 0; at--) {
    const other = Math.floor(random.next().value * (at + 1));
    [rest[at], rest[other]] = [rest[other] as T, rest[at] as T];
  }
  return rest;
}

describe.skipIf(!existsSync(LOG))('the real order log (skipped without THROUGHLINE_SHARED)', () => {
  const events = existsSync(LOG) ? readLog() : [];
  const specified = partition(events, rules());
  const expected = specified.lives
    .map(({ members, links }) => [...members.keys(), ...links.keys()].sort().join(' '))
    .sort();

  it('is 199 orders by the specification, and every event belongs or waits', () => {
    expect(specified.lives).toHaveLength(199);
    expect(specified.lives.every(({ orders }) => orders.length === 1)).toBe(true);
    for (const { eventKey: key, activity } of events) {
      const own = specified.lifeOf.has(key) ? 1 : 0;
      const linked = specified.linksOf.get(key)?.size ?? 0;
      expect(specified.orphans.has(key)).toBe(own + linked === 0);
      // No delivery melts orders: only the driver's own events serve several, or wait for none.
      if (activity === 'Pick Item') expect(own + linked).toBe(1);
      if (specified.orphans.has(key)) expect(activity).toBe('Fuel Car');
    }
  });

  it.each([
    { seed: 0, size: 3000 },
    { seed: 0, size: 100 },
    { seed: 1, size: 500 },
    { seed: 2, size: 97 },
    { seed: 3, size: 13 },
  ])(
    'is the same 199 in order $seed and batches of $size',
    ({ seed, size }) => {
      const arriving = seed === 0 ? events : shuffled(events, seed);
      const store = new MemoryStore();
      for (let from = 0; from < arriving.length; from += size) {
        const batch: StitchBatch = { workspace: 1, events: arriving.slice(from, from + size) };
        store.write(`b${from}`, batch, store.run(batch));
      }
      const at = <R>(row: R) => ({ ...row, observedAt: 0 });
      const { tables } = store;
      const lives = membership({
        homes: tables.events.map(at),
        caseLinks: tables.caseLinks.map(at),
        eventLinks: tables.eventLinks.map(at),
      });
      expect([...lives.values()].map((members) => [...members].sort().join(' ')).sort()).toEqual(expected);
      const waiting = new Map<bigint, number>();
      for (const { eventKey: key, sign } of tables.orphans) waiting.set(key, (waiting.get(key) ?? 0) + sign);
      expect(new Set([...waiting].filter(([, net]) => net > 0).map(([key]) => key))).toEqual(
        specified.orphans,
      );
    },
    60_000,
  );
});
