import { expect, it } from 'vitest';
import { sift } from './sift.ts';

const numbers = Array.from({ length: 100 }, (_, index) => index);
const failing = (isBad: (items: readonly number[]) => boolean) => async (items: readonly number[]) =>
  isBad(items) ? { error: new Error(`of ${items.length}`) } : null;
const bads = [3, 4, 50, 99];

it('finds each item that fails alone, and keeps the rest in order', async () => {
  const { good, bad } = await sift(
    numbers,
    failing((items) => items.some((item) => bads.includes(item))),
  );
  expect(bad.map(({ item }) => item)).toEqual(bads);
  expect(good).toEqual(numbers.filter((item) => !bads.includes(item)));
});

it('finds an item that fails only beside another one', async () => {
  const pair = failing((items) => items.includes(20) && items.includes(70));
  const { good, bad } = await sift(numbers, pair);
  expect(bad.map(({ item }) => item)).toEqual([70]);
  expect(good).toHaveLength(99);
});

it('says nothing when a trial cannot be made', async () => {
  await expect(sift(numbers, () => Promise.reject(new Error('store away')))).rejects.toThrow('away');
});
