import { EVENT_TYPES, type EventData, type Rule } from '@throughline/contracts';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { advanceClock, type ClockMemory } from '../exceptions/advance.ts';
import { event } from '../lifecycle/testing/events.ts';
import type { StoredEvent } from '../stored-event.ts';
import { bindRule, configurationOf } from './bind.ts';
import type { CompleteThrough } from './feeds.ts';
import { type Judgement, judge } from './judge.ts';
import { everything, testRule } from './testing/configuration.ts';

vi.setConfig({ testTimeout: 120_000 });

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 2);
const DAYS = 12;
const END = START + DAYS * 24 * HOUR;
const runs = { numRuns: 200 };

const office = {
  name: 'office',
  version: 1,
  timeZone: 'Europe/Paris',
  hours: {
    mon: [{ from: 540, until: 1020 }],
    tue: [{ from: 540, until: 1020 }],
    fri: [{ from: 0, until: 1440 }],
  },
  cutOff: 840,
  holidays: ['2026-03-10'],
};
const configuration = configurationOf(
  [office],
  [everything('approved', 'shipped', 'delivered', 'shipment.packed')],
);

const RULES: Rule[] = [
  {
    kind: 'clock',
    start: 'order.created',
    stop: { on: 'approved' },
    within: '24h',
    warn: ['12h', '2h'],
    pause: 'holds',
    severity: 'low',
  },
  {
    kind: 'clock',
    start: 'order.created',
    stop: { on: 'shipped' },
    within: '10h',
    calendar: 'office',
    pause: 'holds',
    severity: 'low',
  },
  {
    kind: 'clock',
    start: 'fulfillment.requested',
    restart: 'each',
    stop: { on: 'shipment.packed' },
    within: '30h',
    cancel: [],
    severity: 'low',
  },
  {
    kind: 'clock',
    stop: { on: 'delivered', feeds: ['carrier'] },
    by: 'promise.deliver_by - 2h',
    promise: 'agreed',
    warn: '8h',
    severity: [{ when: { market: 'x' }, value: 'high' }, { value: 'low' }],
  },
  {
    kind: 'state',
    state: { progress: ['placed', 'approved', 'sourced'], since: 'placed' },
    pause: { reasons: ['fraud'] },
    buckets: [
      { after: '48h', severity: 'low' },
      { after: '20h', severity: 'medium' },
      { after: '5d', severity: 'high' },
    ],
  },
  {
    kind: 'state',
    state: { hold: {} },
    warn: '1h',
    buckets: [{ after: '6h', severity: 'low' }],
    exclude: [{ market: 'y' }],
  },
].map((given, index) => testRule({ ...given, name: `rule-${index}` }));
const bound = RULES.map((rule) => bindRule([rule], configuration));
const aRule = fc.constantFrom(...bound);

const instant = fc.integer({ min: 0, max: DAYS * 24 * 4 }).map((quarter) => START + (quarter * HOUR) / 4);
const data: fc.Arbitrary<Partial<EventData>> = fc.record(
  {
    hold: fc.record({
      holdId: fc.constantFrom('h', 'i'),
      scope: fc.constant('order' as const),
      reason: fc.constantFrom('fraud', 'stock'),
    }),
    promise: fc.record({
      kind: fc.constant('deliver_by' as const),
      due: instant.map((at) => new Date(at).toISOString()),
      duePrecision: fc.constantFrom('instant' as const, 'day' as const),
      by: fc.constantFrom('shown' as const, 'marketplace' as const),
      consent: fc.constantFrom('none' as const, 'agreed' as const),
      line: fc.constantFrom(undefined, undefined, 'a'),
    }),
    attributes: fc.constantFrom({}, {}, { market: 'x' }, { market: 'y' }),
    lines: fc.constantFrom([], [{ line: 'a', quantity: '1' }], [{ line: 'a', quantity: '2' }]),
  },
  { requiredKeys: [] },
);
const TYPES = [
  'order.created',
  'payment.authorized',
  'fulfillment.requested',
  'hold.placed',
  'hold.released',
  'promise.set',
  'promise.changed',
  'shipment.packed',
  'shipment.confirmed',
  'shipment.delivered',
  'shipment.voided',
  'order.cancelled',
] as const;
const IDS = ['0', '1', '2', '3', '4', '5', '6', '7'];
const anyEvent = fc
  .record({
    id: fc.constantFrom(...IDS),
    source: fc.constantFrom('commerce/a', 'wms/a', 'carrier/a'),
    type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...TYPES) },
      { weight: 1, arbitrary: fc.constantFrom(...EVENT_TYPES) },
    ),
    at: instant,
    lag: fc.constantFrom(0, 0, 0, 1, 30),
    timePrecision: fc.constantFrom(
      'instant' as const,
      'instant' as const,
      'instant' as const,
      'day' as const,
    ),
    outcome: fc.constantFrom('ok' as const, 'ok' as const, 'ok' as const, 'failed' as const),
    corrects: fc.option(fc.constantFrom(...IDS), { nil: undefined, freq: 6 }),
    data,
  })
  .map(({ id, source, type, at, lag, ...rest }) =>
    event(source, type, at, { id, observedAt: at + lag * HOUR, timeZone: 'UTC', ...rest }),
  );
const placed = event('commerce/a', 'order.created', START + HOUR, { id: 'placed' });
const history = fc
  .uniqueArray(anyEvent, { selector: ({ eventKey }) => eventKey, maxLength: 12 })
  .map((events) => [placed, ...events]);
const completeness: fc.Arbitrary<CompleteThrough> = fc.record({
  'carrier/a': fc.record({
    completeThrough: fc.oneof(instant, fc.constant(END * 2)),
    maxUnknown: fc.constantFrom(null, 10 * HOUR),
  }),
  'wms/a': fc.record({
    completeThrough: fc.constant(END * 2),
    completeFrom: fc.constantFrom(undefined, START + 50 * HOUR),
  }),
});

const reached = ({ occurredAt, observedAt }: StoredEvent): number =>
  Math.min(occurredAt, observedAt + 24 * HOUR);
type Ask = { rule: (typeof bound)[number]; events: readonly StoredEvent[]; completeThrough: CompleteThrough };
const ask = (given: Ask, T: number): Judgement => judge({ ...given, workspace: 1, object: 'o', T });

type Ledger = { memories: Map<string, ClockMemory>; facts: object[] };
const look = (ledger: Ledger, judgement: Judgement, now: number): void => {
  for (const clock of judgement.clocks) {
    const { memory, verdicts, transitions } = advanceClock(
      ledger.memories.get(clock.clockId) ?? null,
      clock,
      now,
    );
    ledger.memories.set(clock.clockId, memory);
    ledger.facts.push(...verdicts, ...transitions);
  }
};
const ledger = (): Ledger => ({ memories: new Map(), facts: [] });
const asSet = (facts: object[]): string[] => facts.map((fact) => JSON.stringify(fact)).sort();

describe('judging any history', () => {
  it('tick by tick, at whatever instants, records what one evaluation at the end does', () => {
    fc.assert(
      fc.property(
        aRule,
        history,
        completeness,
        fc.array(instant, { maxLength: 6 }),
        (rule, events, completeThrough, ticks) => {
          const given = { rule, events, completeThrough };
          const [ticked, once] = [ledger(), ledger()];
          for (const T of [...ticks, END].sort((a, b) => a - b)) {
            // What is due later is not known yet: an engine that follows the feed sees each fact as it happens.
            const known = events.filter((each) => reached(each) <= T);
            look(ticked, ask({ ...given, events: known }, T), END);
          }
          look(once, ask(given, END), END);
          expect(ticked.memories).toEqual(once.memories);
          expect(asSet(ticked.facts)).toEqual(asSet(once.facts));
        },
      ),
      runs,
    );
  });

  it('changes only at facts and where it said that it would', () => {
    fc.assert(
      fc.property(aRule, history, completeness, instant, instant, (rule, events, completeThrough, a, b) => {
        const [from, until] = [Math.min(a, b), Math.max(a, b)];
        const before = ask({ rule, events, completeThrough }, from);
        const after = ask({ rule, events, completeThrough }, until);
        if (before.wakeAt === null || before.wakeAt > until) {
          expect({ ...after, T: from }).toEqual(before);
        }
        if (before.wakeAt !== null) expect(before.wakeAt).toBeGreaterThan(from);
      }),
      runs,
    );
  });

  it('repeated after a crash records nothing more', () => {
    fc.assert(
      fc.property(aRule, history, completeness, instant, (rule, events, completeThrough, T) => {
        const first = ledger();
        look(first, ask({ rule, events, completeThrough }, T), T);
        const recorded = first.facts.length;
        look(first, ask({ rule, events, completeThrough }, T), T);
        expect(first.facts).toHaveLength(recorded);
      }),
      runs,
    );
  });

  it('does not depend on arrival order, repeats or batches', () => {
    const arrived = history.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.subarray(events).chain((again) => {
          const all = [...events, ...again.map((each) => ({ ...each, observedAt: each.observedAt + 1 }))];
          return fc.shuffledSubarray(all, { minLength: all.length });
        }),
      ),
    );
    fc.assert(
      fc.property(aRule, arrived, completeness, instant, (rule, [events, other], completeThrough, T) => {
        expect(ask({ rule, events: other, completeThrough }, T)).toEqual(
          ask({ rule, events, completeThrough }, T),
        );
      }),
      runs,
    );
  });

  it('never uses a fact after the instant, nor one that was not known', () => {
    fc.assert(
      fc.property(aRule, history, completeness, instant, (rule, events, completeThrough, T) => {
        const before = ask({ rule, events: events.filter((each) => reached(each) <= T), completeThrough }, T);
        expect(ask({ rule, events, completeThrough }, T).clocks).toEqual(before.clocks);
      }),
      runs,
    );
  });

  it('with facts that arrive late ends in the same verdicts and the same open exceptions', () => {
    fc.assert(
      fc.property(aRule, history, fc.array(instant, { maxLength: 8 }), (rule, events, ticks) => {
        const completeThrough = { 'carrier/a': { completeThrough: END * 2 } };
        const late = END + 40 * HOUR;
        const [ticked, once] = [ledger(), ledger()];
        for (const T of [...ticks, late].sort((a, b) => a - b)) {
          const known = events.filter(({ observedAt }) => observedAt <= T);
          look(ticked, ask({ rule, events: known, completeThrough }, T), T);
        }
        const end = ask({ rule, events, completeThrough }, late);
        look(once, end, late);
        for (const { clockId } of end.clocks) {
          const [a, b] = [ticked.memories.get(clockId)!, once.memories.get(clockId)!];
          expect(a.steps).toEqual(b.steps);
          const standing = ({ exception }: ClockMemory) =>
            exception?.open ? [exception.severity, exception.point, exception.due] : 'none';
          expect(standing(a)).toEqual(standing(b));
        }
      }),
      runs,
    );
  });
});
