import { expect, test } from 'vitest';
import { queryString } from '../../client/query-string.ts';
import { readFilter, writeFilter } from './filter.ts';

const read = (text: string) => readFilter(new URLSearchParams(text));

test('an address read and written again is the same address', () => {
  const text =
    '?id=e481&progress=placed%2Capproved&open=true&late=false&blocked=true&attr=market%3ASP%2CRJ' +
    '&exclude=final_status%3Acanceled%2Cunavailable&placedFrom=2017-01-01T00%3A00%3A00Z&placedTo=2018-01-01T00%3A00%3A00Z' +
    '&at=2017-12-15T15%3A00%3A00Z&sort=placedAt';
  expect(queryString(writeFilter(read(text)))).toBe(text);
});

test('what cannot be read is left out', () => {
  const filter = read('open=perhaps&at=yesterday&attr=:x&attr=market:&exclude=nothing&unknown=1');
  expect(queryString(writeFilter(filter))).toBe('');
});

test('a value may hold a colon', () => {
  expect(read('attr=channel:web:eu').attributes).toEqual([
    { name: 'channel', values: ['web:eu'], not: false },
  ]);
});
