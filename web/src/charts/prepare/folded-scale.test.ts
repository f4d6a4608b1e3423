import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldedScale, foldOver } from './folded-scale.ts';

const h = 3_600_000;

test('seconds stay apart beside days, and days are folded', () => {
  const scale = foldedScale([0, 3000, 48 * h], 0, 1000);
  expect(scale.x(3000)).toBeGreaterThan(40);
  expect(scale.folds).toEqual([{ from: 3000, to: 48 * h, x1: scale.x(3000), x2: 1000 }]);
});

test('one instant stands in the middle', () => {
  expect(foldedScale([5], 0, 100).x(5)).toBe(50);
  expect(foldedScale([], 0, 100).x(5)).toBe(50);
});

test('what counts as idle follows the span', () => {
  expect(foldOver(10_000)).toBe(60_000);
  expect(foldOver(48 * h)).toBe(2 * h);
  expect(foldOver(3650 * 24 * h)).toBe(12 * h);
});

test('keeps the order of any instants, inside its bounds', () => {
  const instants = fc.array(fc.integer({ min: -1e12, max: 5e12 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(instants, (given) => {
      const scale = foldedScale(given, 10, 500);
      const xs = [...given].sort((a, b) => a - b).map(scale.x);
      for (const [index, x] of xs.entries()) {
        expect(x).toBeGreaterThanOrEqual(10 - 1e-6);
        expect(x).toBeLessThanOrEqual(500 + 1e-6);
        expect(x).toBeGreaterThanOrEqual((xs[index - 1] ?? x) - 1e-6);
      }
    }),
  );
});
