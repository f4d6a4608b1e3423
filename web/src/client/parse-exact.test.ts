import { expect, test } from 'vitest';
import { parseExact } from './parse-exact.ts';

test('ids beyond what a number holds stay whole', () => {
  expect(
    parseExact('{"id":271878346596884015,"ok":9007199254740991,"text":"271878346596884015","n":1.5}'),
  ).toEqual({
    id: '271878346596884015',
    ok: 9007199254740991,
    text: '271878346596884015',
    n: 1.5,
  });
  expect(parseExact('{"n":1}')).toEqual({ n: 1 });
});
