import type { OrderStats } from '@throughline/contracts';
import { expect, test } from 'vitest';
import { readFilter } from './filter.ts';
import { ordersFinding } from './finding.ts';

const stats = { total: 6140, open: 1070, openPastPromise: 229, late: 300, delivered: 5070 } as OrderStats;
const finding = (address: string, total: number, given = stats) =>
  ordersFinding(readFilter(new URLSearchParams(address)), total, given, 'at 15 Dec 2017 12:00');

test('open orders say how many are past their promise', () => {
  expect(finding('open=true', 1070)).toBe('1,070 orders open, 229 past their promise at 15 Dec 2017 12:00');
  expect(finding('open=true', 1, { ...stats, openPastPromise: 1 })).toBe(
    '1 order open, past its promise at 15 Dec 2017 12:00',
  );
  expect(finding('open=true', 4, { ...stats, openPastPromise: 0 })).toContain(
    '4 orders open, none past its promise',
  );
  expect(finding('open=true', 0)).toBe('No order is open at 15 Dec 2017 12:00');
});

test('late orders say of how many', () => {
  expect(finding('open=true&late=true', 229)).toContain('229 open orders are past their promise');
  expect(finding('open=false&late=true', 300)).toContain('300 of 5,070 delivered orders came late');
  expect(finding('late=true', 529)).toContain('529 orders late');
});

test('a search says what was looked for', () => {
  expect(finding('id=e481', 1)).toContain('1 order has an id that begins with “e481”');
  expect(finding('id=zz', 0)).toBe('No order has an id that begins with “zz”');
});

test('any other filter says how many match', () => {
  expect(finding('progress=approved', 12)).toContain('12 orders of 6,140 match');
  expect(finding('', 6140)).toContain('6,140 orders at 15 Dec 2017 12:00: 1,070 open');
});
