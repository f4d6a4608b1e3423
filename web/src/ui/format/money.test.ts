import { describe, expect, test } from 'vitest';
import { formatMoney, formatNumber } from './money.ts';

describe('formatMoney', () => {
  test.each([
    ['47317.97', 'EUR', '€47,317.97'],
    ['199.9', 'BRL', 'R$199.90'],
    ['1200', 'JPY', '¥1,200'],
    ['1.25', 'KWD', 'KWD\u00a01.250'],
    ['-44.78', 'EUR', '−€44.78'],
    ['12345678901234567890.123456', 'EUR', '€12,345,678,901,234,567,890.123456'],
    ['0.000000', 'EUR', '€0.00'],
  ])('%s %s is %s', (amount, currency, text) => expect(formatMoney(amount, currency)).toBe(text));
});

test('quantities keep what they have and no more', () => {
  expect(formatNumber('1.000000')).toBe('1');
  expect(formatNumber('2.5')).toBe('2.5');
  expect(formatNumber('-2')).toBe('−2');
  expect(formatNumber(10_000)).toBe('10,000');
});
