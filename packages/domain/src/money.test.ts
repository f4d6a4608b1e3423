import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalsOf, formatDecimal, formatMoney, parseDecimal, sumDecimals } from './money.ts';

describe('money', () => {
  it.each([
    ['49.90', 'EUR', '49.90'],
    ['49.9', 'EUR', '49.90'],
    ['500', 'JPY', '500'],
    ['500.5', 'JPY', '500.5'],
    ['1.25', 'KWD', '1.250'],
    ['0.000001', 'EUR', '0.000001'],
    ['-0.10', 'USD', '-0.10'],
    ['-0', 'USD', '0.00'],
    ['99999999999999999999999999999999.999999', 'EUR', '99999999999999999999999999999999.999999'],
  ])('writes %s %s as %s', (text, currency, written) => {
    expect(formatMoney(parseDecimal(text), currency)).toBe(written);
  });

  it.each(['', '1e5', '1.0000001', '.5', '1,5', ' 1', 'NaN', '0x1'])('refuses %j', (text) => {
    expect(() => parseDecimal(text)).toThrow(RangeError);
  });

  it('adds what floats cannot', () => {
    expect(formatDecimal(sumDecimals(['0.1', '0.2']))).toBe('0.3');
    expect(formatMoney(sumDecimals(Array.from({ length: 1000 }, () => '0.001')), 'KWD')).toBe('1.000');
  });

  it('knows how many decimals a currency has', () => {
    expect(['EUR', 'JPY', 'KWD', 'XYZ', 'eur'].map(decimalsOf)).toEqual([2, 0, 3, 2, 2]);
  });

  it('reads back what it writes, exactly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.integer({ min: 0, max: 6 }),
        (micros, decimals) => parseDecimal(formatDecimal(micros, decimals)) === micros,
      ),
    );
  });
});
