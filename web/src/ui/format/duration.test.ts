import { describe, expect, test } from 'vitest';
import { formatCountdown, formatDuration } from './duration.ts';

const h = 3_600_000;

describe('formatDuration', () => {
  test.each([
    [0, '0 s'],
    [40, '0.1 s'],
    [900, '0.9 s'],
    [48_000, '48 s'],
    [252_000, '4 m 12 s'],
    [2 * h + 47 * 60_000, '2 h 47 m'],
    [2 * h, '2 h'],
    [59 * 60_000 + 59_900, '1 h'],
    [57 * h, '2 d 9 h'],
    [24 * h - 1000, '1 d'],
    [8 * 365 * 24 * h + 349 * 24 * h, '8 y 349 d'],
    [-57 * h, '2 d 9 h'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatCountdown', () => {
  test.each([
    [252_000, '4:12'],
    [48_000, '0:48'],
    [2 * h + 47 * 60_000 + 42_000, '2:47:42'],
    [57 * h, '2 d 9 h'],
    [0, 'over'],
    [-5, 'over'],
  ])('%d ms left is %s', (ms, text) => expect(formatCountdown(ms)).toBe(text));
});
