import type { Lifecycle, Progress } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { formatMoney, sumDecimals } from '../money.ts';
import { lifecycle } from './lifecycle.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { missing, type RealOrder, realOrders, wall } from './testing/olist.ts';

if (missing !== null) console.warn(`Skipping the lifecycle of real orders: ${missing}`);

const HOUR = 3_600_000;
const NOW = wall('2026-01-01 00:00:00');

const timeOf = (life: Lifecycle, progress: Progress): number | undefined =>
  life.milestones.find((milestone) => milestone.progress === progress)?.occurredAt;

describe.skipIf(missing !== null)(
  `lifecycle of ten thousand real orders${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    const orders: RealOrder[] = missing === null ? realOrders() : [];
    const lives = orders.map(({ events }) => lifecycle(events, NOW, DEFAULT_POLICY));
    const count = (test: (life: Lifecycle) => boolean): number => lives.filter(test).length;

    it('reads every order and lifecycle event', () => {
      expect(orders).toHaveLength(10_000);
      expect(orders.reduce((sum, { events }) => sum + events.length - 1, 0)).toBe(39_385);
      expect(lives.flatMap(({ promises }) => promises)).toHaveLength(10_000);
    });

    it('counts what was delivered, late and never reached', () => {
      expect(count((life) => timeOf(life, 'delivered') !== undefined)).toBe(9_648);
      expect(count(({ promises }) => promises[0]!.state === 'late')).toBe(663);
      expect(count(({ clocks }) => clocks[0]!.state === 'met_late')).toBe(663);
      expect(count((life) => timeOf(life, 'approved') === undefined)).toBe(16);
      expect(count((life) => timeOf(life, 'shipped') === undefined)).toBe(247);
      expect(count((life) => timeOf(life, 'delivered') === undefined)).toBe(352);
      expect(count(({ open }) => open)).toBe(352);
      expect(lives.filter(({ open }, index) => open && orders[index]!.status === 'delivered')).toHaveLength(
        1,
      );
    });

    it('finds what came out of order', () => {
      const found = (code: string) =>
        count(({ findings }) => findings.some((finding) => finding.code === code));
      expect(found('shipped_before_approved')).toBe(16);
      expect(found('delivered_before_shipped')).toBe(5);
    });

    it.each([
      ['placed', 'approved', 0.28, 48.0819],
      ['approved', 'shipped', 49.3236, 209.4892],
      ['shipped', 'delivered', 177.8675, 556.1278],
      ['placed', 'delivered', 263.9686, 697.4425],
    ] as const)('measures %s to %s', (from, to, p50, p95) => {
      const hours = lives
        .flatMap((life) => {
          const [start, stop] = [timeOf(life, from), timeOf(life, to)];
          return start === undefined || stop === undefined ? [] : [(stop - start) / HOUR];
        })
        .sort((a, b) => a - b);
      expect(hours[Math.floor(0.5 * hours.length)]).toBeCloseTo(p50, 4);
      expect(hours[Math.floor(0.95 * hours.length)]).toBeCloseTo(p95, 4);
    });

    it.each([
      ['2017-07-01 00:00:00', 298, 76, 48, 39, 79],
      ['2017-11-24 00:00:00', 684, 199, 112, 91, 157],
      ['2017-12-15 12:00:00', 1_070, 235, 142, 111, 229],
    ])('knows the world of %s', (instant, open, waiting, over72h, over7d, pastEstimate) => {
      const at = wall(instant);
      // The known answers take orders purchased strictly before the instant.
      const then = orders
        .filter(
          ({ status, events }) =>
            status !== 'canceled' && status !== 'unavailable' && events[0]!.occurredAt < at,
        )
        .map(({ events }) => lifecycle(events, NOW, DEFAULT_POLICY, { at }))
        .filter((life) => life.open);
      const notHandedOver = then.filter((life) => timeOf(life, 'shipped') === undefined);
      const older = (hours: number) =>
        notHandedOver.filter((life) => at - timeOf(life, 'placed')! > hours * HOUR).length;
      expect(then).toHaveLength(open);
      expect(notHandedOver).toHaveLength(waiting);
      expect(older(72)).toBe(over72h);
      expect(older(7 * 24)).toBe(over7d);
      expect(then.filter(({ promises }) => promises[0]!.state === 'overdue')).toHaveLength(pastEstimate);
      expect(then.filter(({ clocks }) => clocks[0]!.state === 'breached')).toHaveLength(pastEstimate);
    });

    it('keeps money to the cent and counts every piece', () => {
      lives.forEach((life, index) => {
        const { goods, paid } = orders[index]!;
        const total = (stage: string) => life.money.find((row) => row.stage === stage)?.total;
        if (goods) expect(total('ordered')).toBe(formatMoney(sumDecimals(goods.split(' ')), 'BRL'));
        if (paid.length > 0 && timeOf(life, 'approved') !== undefined) {
          expect(total('authorized') ?? '0.00').toBe(formatMoney(sumDecimals(paid), 'BRL'));
        }
        const delivered = timeOf(life, 'delivered') !== undefined && timeOf(life, 'shipped') !== undefined;
        if (delivered)
          expect(life.lines.every((line) => line.delivered === line.ordered && line.toShip === '0')).toBe(
            true,
          );
        expect(life.partial).toBe(false);
      });
    });

    it('says nothing of systems that differ where each only speaks of its own', () => {
      expect(count(({ disagreements }) => disagreements.length > 0)).toBe(0);
    });
  },
);
