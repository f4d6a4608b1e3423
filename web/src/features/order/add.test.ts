import { expect, test } from 'vitest';
import { addDecimals } from './add.ts';

test('adds exactly', () => {
  expect(addDecimals(['0.1', '0.2'])).toBe('0.300000');
  expect(addDecimals(['12345678901234567890.123456', '-0.000001'])).toBe('12345678901234567890.123455');
  expect(addDecimals(['-5', '2.5'])).toBe('-2.500000');
  expect(addDecimals([])).toBe('0.000000');
});
