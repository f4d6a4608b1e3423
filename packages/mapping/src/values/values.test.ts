import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFits } from '../file-names.ts';
import { mapped, mappingOf } from '../testing/rows.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { parsePath } from './path.ts';
import { compilePattern } from './pattern.ts';

describe('paths', () => {
  it.each([
    ['Order ID', ['Order ID']],
    ['a.b[0].c', ['a', 'b', 0, 'c']],
    ["['a.b'].c", ['a.b', 'c']],
    ['$row.x', ['$row', 'x']],
    ['a..b', null],
    ['.a', null],
    ['a[', null],
    ['a]b', null],
    ['', null],
  ])('%s', (text, segments) => expect(parsePath(text)).toEqual(segments));
});

describe('decimals', () => {
  it('are exact, whatever the size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), (micros) => {
        expect(parseDecimal(formatDecimal(micros))).toBe(micros);
      }),
    );
  });
  it.each([
    ['+5', 5_000_000n],
    ['.5', 500_000n],
    ['1e-6', 1n],
    ['1.50000000', 1_500_000n],
    ['1e-7', null],
    ['', null],
    ['.', null],
    ['0x10', null],
    ['1'.repeat(33), null],
  ])('%s', (text, micros) => expect(parseDecimal(text)).toBe(micros));
});

describe('times', () => {
  const at = (time: string, value: unknown) => {
    const { events, problems } = mapped(
      mappingOf(`events:\n  - { type: order.created, id: "{id}", time: ${time} }\n`),
      { id: 1, t: value },
    );
    const event = events[0];
    return event
      ? [new Date(event.occurredAt).toISOString(), event.timeZone, event.timePrecision]
      : problems[0]?.reason;
  };
  it.each([
    ['"{t}"', '2017-10-02T10:56:33', '2017-10-02T10:56:33.000Z', 'UTC', 'instant'],
    ['"{t}"', '2017-10-02 10:56:33.1239-03:00', '2017-10-02T13:56:33.123Z', '-03:00', 'instant'],
    [
      '{ value: "{t}", format: "yyyy-MM-dd HH:mm:ss", zone: "-03:00" }',
      '2017-12-02 10:56:33',
      '2017-12-02T13:56:33.000Z',
      '-03:00',
      'instant',
    ],
    // São Paulo had summer time in December 2017: an IANA zone moves with it, a fixed offset does not.
    [
      '{ value: "{t}", format: "yyyy-MM-dd HH:mm:ss", zone: America/Sao_Paulo }',
      '2017-12-02 10:56:33',
      '2017-12-02T12:56:33.000Z',
      'America/Sao_Paulo',
      'instant',
    ],
    [
      '{ value: "{t}", format: dd.MM.yyyy, zone: Europe/Berlin, precision: day }',
      '02.07.2026',
      '2026-07-01T22:00:00.000Z',
      'Europe/Berlin',
      'day',
    ],
    [
      '{ value: "{t}", precision: minute }',
      '2026-07-01T22:00:59Z',
      '2026-07-01T22:00:00.000Z',
      'UTC',
      'minute',
    ],
    ['{ value: "{t}", format: epoch_s }', 1506952593, '2017-10-02T13:56:33.000Z', 'UTC', 'instant'],
    ['{ value: "{t}", format: epoch_ms }', '-1', '1969-12-31T23:59:59.999Z', 'UTC', 'instant'],
  ])('%s of %s', (time, value, iso, zone, precision) =>
    expect(at(time, value)).toEqual([iso, zone, precision]),
  );
  it.each(['24:00 today', '2017-13-01', '2017-02-30', '12', '+275760-09-13T00:00:00Z'])(
    '%s is none',
    (value) => expect(at('{ value: "{t}", format: iso }', value)).toBe('bad-time'),
  );
});

describe('patterns', () => {
  it('match whole values', () => {
    const test = compilePattern('SP-[0-9]{2,4}');
    expect(typeof test === 'function' && ['SP-12', 'xSP-12', 'SP-12345'].map(test)).toEqual([
      true,
      false,
      false,
    ]);
  });
  it.each(['(a+)+', '(a|b)*', 'a*a*a*a*', '(?=x)', '\\1', 'a?'.repeat(40), '['])('refuse %s', (source) =>
    expect(compilePattern(source)).toBeTypeOf('string'),
  );
  it('that are accepted are quick, even when they fail', () => {
    const test = compilePattern('.*a.*b.*c');
    expect(typeof test === 'function' && test('ab'.repeat(128))).toBe(false);
  });
});

describe('file names', () => {
  it.each([
    ['orders.csv.gz', 'orders.csv', true],
    ['Orders.CSV', ['x.csv', 'orders*.csv'], true],
    ['order_items.csv', 'orders*.csv', false],
    ['ordersXcsv', 'orders.csv', false],
  ])('%s fits %s: %s', (name, patterns, fits) => expect(nameFits(name, patterns)).toBe(fits));
});
