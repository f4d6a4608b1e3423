import type { ClockState } from '@throughline/contracts';
import { describe, expect, it, vi } from 'vitest';
import { advanceClock, type ClockMemory } from '../exceptions/advance.ts';
import { missing, type RealOrder, realOrders, wall } from '../lifecycle/testing/olist.ts';
import type { CompleteThrough } from './feeds.ts';
import { type Judgement, judgeAll } from './judge.ts';
import { ruleOfRepository } from './testing/configuration.ts';

const NAMES = [
  'orders-not-handed-to-carrier',
  'orders-delivered-after-promise',
  'orders-not-approved',
] as const;
const INSTANTS = [
  ['2017-07-01 00:00:00', 48, 39, 79],
  ['2017-11-24 00:00:00', 112, 91, 157],
  ['2017-12-15 12:00:00', 142, 111, 229],
] as const;

// Thirty thousand judgements take seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(missing !== null)(
  `rules on ten thousand real orders${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    const orders: RealOrder[] = missing === null ? realOrders() : [];
    const rules = NAMES.map(ruleOfRepository);
    // Imported: every source is complete to the end of the file.
    const end = orders
      .flatMap(({ events }) => events.map(({ occurredAt }) => occurredAt))
      .reduce((a, b) => Math.max(a, b), 0);
    const completeThrough: CompleteThrough = Object.fromEntries(
      ['commerce', 'psp', 'wms', 'carrier'].map((kind) => [
        `${kind}/olist`,
        { completeThrough: end, maxUnknown: null },
      ]),
    );
    const judged = (order: RealOrder, T: number): Judgement[] =>
      judgeAll(rules, { workspace: 1, object: order.id, events: order.events, completeThrough, T });
    const count = (judgements: Judgement[][], rule: number, state: ClockState, point = 0): number =>
      judgements.filter((each) =>
        each[rule]!.clocks.some((clock) => clock.state === state && clock.point >= point),
      ).length;

    it.each(INSTANTS)('knows what was late at %s', (instant, over72h, over7d, pastEstimate) => {
      const at = wall(instant);
      const then = orders.map((order) => judged(order, at));
      expect(count(then, 0, 'breached')).toBe(over72h);
      expect(count(then, 0, 'breached', 2)).toBe(over7d);
      expect(count(then, 1, 'breached')).toBe(pastEstimate);
    });

    it('ends with 663 orders delivered late', () => {
      const last = orders.map((order) => judged(order, end));
      expect(count(last, 1, 'met_late')).toBe(663);
      const open = orders.filter(
        ({ status, events }) =>
          !['canceled', 'unavailable'].includes(status) &&
          !events.some(({ type }) => type === 'shipment.delivered'),
      );
      expect(
        count(last, 1, 'breached') +
          count(last, 1, 'running') +
          count(last, 1, 'at_risk') +
          count(last, 1, 'unknown'),
      ).toBe(open.length);
      const unapproved = orders.filter(
        ({ status, events }) =>
          !['canceled', 'unavailable'].includes(status) &&
          !events.some(({ type }) => type === 'payment.authorized'),
      );
      expect(count(last, 2, 'breached')).toBe(unapproved.length);
    });

    it('comes to the same tick by tick and by one evaluation at the end', () => {
      const at = wall(INSTANTS[2][0]);
      const ticks = [wall('2017-03-01 00:00:00'), ...INSTANTS.map(([instant]) => wall(instant))];
      for (const order of orders.filter((_, index) => index % 10 === 0)) {
        const memories = new Map<string, ClockMemory>();
        const step = (memory: Map<string, ClockMemory>, T: number) =>
          judged(order, T).flatMap(({ clocks }) =>
            clocks.flatMap((clock) => {
              const advance = advanceClock(memory.get(clock.clockId) ?? null, clock, at);
              memory.set(clock.clockId, advance.memory);
              return [...advance.verdicts, ...advance.transitions];
            }),
          );
        const ticked = ticks.flatMap((T) => step(memories, T));
        const once = new Map<string, ClockMemory>();
        const all = step(once, at);
        expect(memories).toEqual(once);
        const sorted = (facts: object[]) => facts.map((fact) => JSON.stringify(fact)).sort();
        expect(sorted(ticked)).toEqual(sorted(all));
      }
    });
  },
);
