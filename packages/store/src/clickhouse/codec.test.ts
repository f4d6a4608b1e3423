import { expect, test } from 'vitest';
import { TABLES } from '../tables/index.ts';
import { decodeRows, decoderOf } from './decode.ts';
import { encodeRows } from './encode.ts';
import { instant } from './engine.ts';
import { setParams, setSettings } from './params.ts';

test('types decode to ours', () => {
  const cases: [string, unknown, unknown][] = [
    ['UInt64', '18446744073709551615', 18446744073709551615n],
    ['Nullable(UInt128)', null, null],
    ["DateTime64(3, 'UTC')", '1948-01-01T00:00:00.250Z', -694310399750],
    ['SimpleAggregateFunction(min, Nullable(DateTime64(3)))', '1970-01-01T00:00:01.001Z', 1001],
    ['LowCardinality(Nullable(String))', 'x', 'x'],
    ['Array(Tuple(UInt64, String))', [['7', 'a']], [[7n, 'a']]],
    [
      'Tuple(n UInt64, last_at DateTime)',
      { n: '7', last_at: '1970-01-01T00:00:02Z' },
      { n: 7n, lastAt: 2000 },
    ],
    ['Map(String, Array(UInt64))', { a: ['1'] }, { a: [1n] }],
    ['Float64', 'inf', Number.POSITIVE_INFINITY],
    ['Float64', 'nan', Number.NaN],
    ['Decimal(38, 6)', '12.34', '12.34'],
    ['UInt32', 7, 7],
  ];
  for (const [type, given, ours] of cases) expect(decoderOf(type)(given), type).toEqual(ours);
});

test('answers decode to rows with camelCase names', () => {
  expect(decodeRows('["event_key","n"]\n["UInt128","UInt8"]\n["5",1]\n')).toEqual([{ eventKey: 5n, n: 1 }]);
  expect(decodeRows('')).toEqual([]);
});

const feed = {
  workspace: 1,
  source: 'a',
  kind: 'poll',
  completeThrough: 5,
  observedAt: 1,
  writer: 1n,
  batch: 1n,
} as const;

test('rows encode as columns, with fallbacks', async () => {
  const { columns, bytes } = await encodeRows(TABLES.feeds, [feed, { ...feed, evidence: 'x' }]);
  expect(columns.join()).toBe('workspace,source,kind,complete_through,evidence,observed_at,writer,batch');
  const [head, rest] = [bytes.subarray(0, 2), bytes.toString('latin1')];
  expect([...head]).toEqual([columns.length, 2]);
  expect(rest).toContain('\tworkspace\x06UInt32\x01\0\0\0\x01\0\0\0');
  expect(rest).toContain("\x10complete_through\x14DateTime64(3, 'UTC')\x05\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0");
  expect(rest).toContain('\x08evidence\x06String\0\x01x');
});

test('a column that no row fills is left to its default, unless that is another value', async () => {
  const { columns } = await encodeRows(TABLES.feeds, [feed, { ...feed, evidence: '' }]);
  expect(columns).not.toContain('evidence');
  const cut = { workspace: 1, namespace: 'a', value: 'b', by: 'ann', observedAt: 1, writer: 1n, batch: 1n };
  const cuts = await encodeRows(TABLES.caseCuts, [cut]);
  expect(cuts.columns.join()).toBe('workspace,namespace,value,sign,by,observed_at,writer,batch');
});

test('a value that does not fit is refused with its place', async () => {
  const late = encodeRows(TABLES.feeds, [feed, { ...feed, completeThrough: Date.UTC(9999, 0) }]);
  await expect(late).rejects.toThrow(
    /feeds\.complete_through of row 1: .* is not an instant from 1900 to 2299/,
  );
  const { source: _, ...without } = feed;
  await expect(encodeRows(TABLES.feeds, [without as typeof feed])).rejects.toThrow(
    'feeds.source of row 0: it is missing',
  );
  await expect(encodeRows(TABLES.feeds, [{ ...feed, batch: -1n }])).rejects.toThrow(/feeds\.batch of row 0/);
});

test('parameters are quoted twice: as a literal, and for their type', () => {
  expect(setParams({})).toBe('');
  expect(setParams({ a: 5n, b: "it's", c: ["it's", 1], d: null, e: true })).toBe(
    String.raw`SET param_a = '5', param_b = 'it\\\'s', param_c = '[\'it\\\'s\',1]', param_d = '\\N', param_e = '1'; `,
  );
  expect(setSettings({ a: 1, b: "x'" })).toBe(String.raw`SET a = 1, b = 'x\''; `);
  expect(instant(-250)).toBe('1969-12-31 23:59:59.750');
});
