import {
  clockInRange,
  EVENT_TYPES,
  type EventData,
  LifecycleSchema,
  MILESTONES,
  PROGRESS,
  SYSTEM_KINDS,
  TIME_PRECISIONS,
  toWireLifecycle,
} from '@throughline/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatMoney, parseDecimal } from '../money.ts';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { event } from './testing/events.ts';

const START = Date.UTC(2026, 3, 1);
const DAYS = 20;
const NOW = START + DAYS * 86_400_000;
const POLICY = {
  ...DEFAULT_POLICY,
  speaks: { 'commerce/a': ['ship' as const], 'oms/a': ['capture' as const] },
};

const decimal = fc
  .tuple(fc.integer({ min: -99_999, max: 99_999_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([value, scale]) => {
    const digits = Math.abs(value)
      .toString()
      .padStart(scale + 1, '0');
    const cut = digits.length - scale;
    return `${value < 0 ? '-' : ''}${digits.slice(0, cut)}${scale > 0 ? `.${digits.slice(cut)}` : ''}`;
  });
const quantity = fc.integer({ min: 0, max: 5 }).map(String);
const currency = fc.constantFrom('EUR', 'JPY', 'KWD');
const amount = fc.record({
  component: fc.constantFrom('goods' as const, 'shipping' as const, 'stored_value' as const),
  tender: fc.constantFrom(undefined, 'visa', 'gift_card'),
  basis: fc.constantFrom('shop' as const, 'settlement' as const),
  amount: decimal,
  currency,
});
const line = fc.record({ line: fc.constantFrom('a', 'b', 'c'), quantity });
const object = fc.record({
  type: fc.constantFrom('shipment' as const, 'fulfillment' as const, 'return' as const, 'payment' as const),
  id: fc.constantFrom('1', '2', '3'),
});
const instant = fc.integer({ min: 0, max: DAYS * 24 }).map((hour) => START + hour * 3_600_000);
const data: fc.Arbitrary<Partial<EventData>> = fc.record(
  {
    lines: fc.uniqueArray(line, { selector: ({ line: id }) => id, maxLength: 3 }),
    amounts: fc.array(amount, { maxLength: 3 }),
    objects: fc.array(object, { maxLength: 2 }),
    keys: fc.array(
      fc.record({ namespace: fc.constantFrom('tracking', 'order'), value: fc.constantFrom('x', 'y') }),
      { maxLength: 2 },
    ),
    hold: fc.record({ holdId: fc.constantFrom('h', 'i'), scope: fc.constant('order' as const) }),
    promise: fc.record({
      kind: fc.constantFrom('ship_by' as const, 'deliver_by' as const),
      due: instant.map((at) => new Date(at).toISOString()),
      duePrecision: fc.constantFrom(...TIME_PRECISIONS),
      by: fc.constantFrom('shown' as const, 'marketplace' as const),
      consent: fc.constantFrom('none' as const, 'agreed' as const),
      line: fc.constantFrom(undefined, 'a'),
    }),
    document: fc.record({
      type: fc.constantFrom('invoice' as const, 'credit_memo' as const, 'delivery' as const),
      number: fc.constantFrom(undefined, '1', '2'),
      grain: fc.constantFrom('order' as const, 'consolidated' as const),
    }),
  },
  { requiredKeys: [] },
);
const IDS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const anyEvent = fc
  .record({
    id: fc.constantFrom(...IDS),
    source: fc.constantFrom(...SYSTEM_KINDS).map((kind) => `${kind}/a`),
    type: fc.oneof(fc.constantFrom(...EVENT_TYPES), fc.constantFrom(...MILESTONES.map(({ type }) => type))),
    at: fc.oneof(
      { weight: 20, arbitrary: instant },
      { weight: 1, arbitrary: fc.constantFrom(Date.UTC(1948, 0, 1), Date.UTC(2099, 0, 1)) },
    ),
    seen: fc.integer({ min: 0, max: 72 }),
    timePrecision: fc.constantFrom('instant' as const, 'instant' as const, ...TIME_PRECISIONS),
    outcome: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'failed' as const),
    corrects: fc.option(fc.constantFrom(...IDS), { nil: undefined, freq: 8 }),
    data,
  })
  .map(({ id, source, type, at, seen, ...rest }) => {
    const observedAt = Math.min(Math.max(at, START), NOW) + seen * 3_600_000;
    return event(source, type, at, { id, observedAt, timeZone: 'UTC', ...rest });
  });
const history = fc.uniqueArray(anyEvent, { selector: ({ eventKey }) => eventKey, maxLength: 14 });
const life = (events: readonly StoredEvent[], view = {}) => lifecycle(events, NOW, POLICY, view);
const reachedAt = ({ occurredAt, observedAt }: StoredEvent): number =>
  clockInRange(occurredAt, observedAt) ? occurredAt : observedAt;

describe('the lifecycle of any history', () => {
  it('does not depend on arrival order or repeats', () => {
    const shuffledWithRepeats = history.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.subarray(events).chain((again) => {
          const repeats = again.map((each) => ({
            ...each,
            observedAt: each.observedAt + 1,
            deliveryId: 'again',
          }));
          const all = [...events, ...repeats];
          return fc.shuffledSubarray(all, { minLength: all.length });
        }),
      ),
    );
    fc.assert(
      fc.property(shuffledWithRepeats, ([events, arrived]) => {
        expect(life(arrived)).toEqual(life(events));
      }),
      { numRuns: 300 },
    );
  });

  it('at an instant is never touched by what happened after it', () => {
    fc.assert(
      fc.property(history, instant, (events, at) => {
        const before = events.filter((each) => reachedAt(each) <= at);
        expect(life(events, { at })).toEqual(life(before, { at }));
      }),
      { numRuns: 300 },
    );
  });

  it('as known at an instant is never touched by what was seen after it', () => {
    fc.assert(
      fc.property(history, instant, (events, knownAt) => {
        const seen = events.filter(({ observedAt }) => observedAt <= knownAt);
        expect(life(events, { knownAt })).toEqual(life(seen, { knownAt }));
      }),
      { numRuns: 200 },
    );
  });

  it('has the progress that the milestone table gives', () => {
    fc.assert(
      fc.property(history, instant, (events, at) => {
        const uncorrected = events.map((each) => ({ ...each, corrects: undefined }));
        const reached = uncorrected
          .filter((each) => each.outcome === 'ok' && reachedAt(each) <= at)
          .flatMap((each) => MILESTONES.filter(({ type }) => type === each.type))
          .map(({ progress }) => PROGRESS.indexOf(progress));
        const result = life(uncorrected, { at });
        expect(result.progress).toBe(PROGRESS[Math.max(-1, ...reached)] ?? null);
        expect(result.open).toBe(!['delivered', 'closed', 'cancelled'].includes(result.progress ?? ''));
      }),
      { numRuns: 300 },
    );
  });

  it('adds money exactly, each currency and basis by itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(amount, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        (captures) => {
          const events = captures.map((amounts, index) =>
            event('psp/a', 'payment.captured', START + index, { data: { amounts } }),
          );
          const expected = new Map<string, bigint>();
          for (const each of captures.flat()) {
            const name = `${each.currency} ${each.basis}`;
            expected.set(name, (expected.get(name) ?? 0n) + parseDecimal(each.amount));
          }
          const { money } = life(events);
          expect(money).toHaveLength(expected.size);
          for (const row of money) {
            expect(row.total).toBe(formatMoney(expected.get(`${row.currency} ${row.basis}`)!, row.currency));
            const parts = row.components.reduce((sum, part) => sum + parseDecimal(part.amount), 0n);
            expect(parts).toBe(parseDecimal(row.total));
            expect(row.total.split('.')[1]?.length ?? 0).toBeGreaterThanOrEqual(decimalsOf(row.currency));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('goes over the wire whole, and never has less than nothing to ship', () => {
    fc.assert(
      fc.property(history, (events) => {
        const result = life(events);
        const wire = toWireLifecycle(result);
        expect(LifecycleSchema.parse(JSON.parse(JSON.stringify(wire)))).toEqual(wire);
        for (const each of result.lines) {
          if (each.toShip !== null) expect(parseDecimal(each.toShip)).toBeGreaterThanOrEqual(0n);
        }
      }),
      { numRuns: 200 },
    );
  });
});
