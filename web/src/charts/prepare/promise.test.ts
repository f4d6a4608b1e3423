import { expect, test } from 'vitest';
import { type PromiseInput, preparePromises } from './promise.ts';

const t = (day: number) => Date.UTC(2017, 9, day);
const promise = (day: number, stands = true) => ({
  due: t(day),
  day: false,
  by: 'shown',
  consent: 'none',
  stands,
});
const input = (patch: Partial<PromiseInput>): PromiseInput => ({
  rows: [
    { name: 'deliver', promises: [promise(18)], actual: { at: t(10), source: 'carrier/olist' }, late: false },
  ],
  start: t(2),
  now: t(30),
  open: false,
  zone: 'UTC',
  width: 560,
  ...patch,
});

test('early is measured from the fact to the promise', () => {
  const { rows, nowX } = preparePromises(input({}));
  expect(rows[0]!.gap).toMatchObject({ text: '8 d early', late: false });
  expect(rows[0]!.dot!.x).toBeLessThan(rows[0]!.flags[0]!.x);
  expect(nowX).toBeNull();
});

test('not kept yet is measured to now', () => {
  const rows = [{ name: 'deliver', promises: [promise(18)], actual: null, late: true }];
  const model = preparePromises(input({ rows, open: true }));
  expect(model.rows[0]!.gap).toMatchObject({ text: '12 d over', late: true, x2: model.nowX });
});

test('a moved promise keeps the first one in sight', () => {
  const rows = [{ name: 'deliver', promises: [promise(18, false), promise(20)], actual: null, late: false }];
  const { flags } = preparePromises(input({ rows })).rows[0]!;
  expect(flags.map((flag) => flag.stands)).toEqual([false, true]);
  expect(flags[0]!.text).toContain('first promised');
});

test('day ticks stay within the width and do not touch', () => {
  const { ticks } = preparePromises(input({}));
  expect(ticks.length).toBeGreaterThanOrEqual(2);
  for (const tick of ticks) expect(tick.x).toBeLessThanOrEqual(560);
});
