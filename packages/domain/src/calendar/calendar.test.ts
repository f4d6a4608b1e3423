import { type CalendarDefinition, CalendarSchema, readDocument } from '@throughline/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarsOf, ELAPSED } from './calendar.ts';

const HOUR = 3_600_000;
const definition = (given: Record<string, unknown> = {}): CalendarDefinition => {
  const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['09:00-17:00']]));
  const result = readDocument(CalendarSchema, { name: 'office', timeZone: 'UTC', hours: week, ...given });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const office = (given: Record<string, unknown> = {}) => calendarsOf([definition(given)])('office', 0);
const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);

describe('a working calendar', () => {
  // 2026-03-06 is a Friday.
  it.each([
    ['within a day', '2026-03-06T10:00Z', 2, '2026-03-06T12:00'],
    ['to the close, not to the next opening', '2026-03-06T10:00Z', 7, '2026-03-06T17:00'],
    ['over the weekend', '2026-03-06T16:00Z', 2, '2026-03-09T10:00'],
    ['from a closed day', '2026-03-07T12:00Z', 1, '2026-03-09T10:00'],
    ['over more than a week', '2026-03-06T09:00Z', 48, '2026-03-13T17:00'],
    ['back within a day', '2026-03-06T12:00Z', -2, '2026-03-06T10:00'],
    ['back to the opening, not to the close before it', '2026-03-09T10:00Z', -1, '2026-03-09T09:00'],
    ['back over the weekend', '2026-03-09T10:00Z', -2, '2026-03-06T16:00'],
  ])('counts open hours: %s', (_what, from, hours, to) => {
    expect(iso(office().add(at(from), hours * HOUR))).toBe(to);
  });

  it('leaves out holidays, and keeps several stretches of a day apart', () => {
    expect(iso(office({ holidays: ['2026-03-09'] }).add(at('2026-03-06T16:00Z'), 2 * HOUR))).toBe(
      '2026-03-10T10:00',
    );
    const lunch = office({ hours: { mon: ['09:00-12:00', '13:00-24:00'] } });
    expect(iso(lunch.add(at('2026-03-09T11:00Z'), 3 * HOUR))).toBe('2026-03-09T15:00');
    expect(iso(lunch.add(at('2026-03-09T11:00Z'), 12 * HOUR))).toBe('2026-03-10T00:00');
  });

  it.each([
    ['before the cut-off at once', '2026-03-05T13:59Z', '2026-03-05T13:59'],
    ['at the cut-off with the next day', '2026-03-05T14:00Z', '2026-03-06T09:00'],
    ['after it on a Friday with Monday', '2026-03-06T16:00Z', '2026-03-09T09:00'],
    ['before opening with the opening', '2026-03-05T03:00Z', '2026-03-05T09:00'],
    ['on a closed day with the next opening', '2026-03-07T20:00Z', '2026-03-09T09:00'],
  ])('takes in %s', (_what, from, to) => {
    expect(iso(office({ cutOff: '14:00' }).begin(at(from)))).toBe(to);
  });

  it('keeps wall time through both changes of the clock', () => {
    const paris = office({ timeZone: 'Europe/Paris', hours: { sun: ['01:00-09:00'], mon: ['09:00-17:00'] } });
    // 2026-03-29: 02:00 becomes 03:00, so that Sunday has 7 open hours; 2026-10-25 has 9.
    expect(paris.between(at('2026-03-29T00:00+01:00'), at('2026-03-30T00:00+02:00'))).toBe(7 * HOUR);
    expect(paris.between(at('2026-10-25T00:00+02:00'), at('2026-10-26T00:00+01:00'))).toBe(9 * HOUR);
    expect(paris.add(at('2026-03-29T00:00+01:00'), 8 * HOUR)).toBe(at('2026-03-30T10:00+02:00'));
  });

  it('has versions: the one in force at the start counts', () => {
    const calendars = calendarsOf([
      definition(),
      definition({ version: 2, effectiveFrom: '2026-03-09', hours: { mon: ['10:00-12:00'] } }),
    ]);
    const start = at('2026-03-06T16:00Z');
    expect(iso(calendars('office', start).add(start, 2 * HOUR))).toBe('2026-03-09T10:00');
    const later = at('2026-03-09T08:00Z');
    expect(iso(calendars('office', later).add(later, HOUR))).toBe('2026-03-09T11:00');
  });

  it('refuses what can never be open, and names that are not there', () => {
    const refused = (given: Record<string, unknown>) => {
      const result = readDocument(CalendarSchema, { name: 'office', timeZone: 'UTC', hours: {}, ...given });
      return result.ok ? [] : result.problems.map(({ pointer }) => pointer);
    };
    expect(refused({})).toEqual(['/hours']);
    expect(refused({ hours: { mon: ['17:00-09:00'] } })).toEqual(['/hours/mon/0']);
    expect(refused({ hours: { mon: ['09:00-12:00', '11:00-13:00'] } })).toEqual(['/hours/mon/1']);
    expect(refused({ timeZone: 'Mars/Olympus', hours: { mon: ['09:00-12:00'] } })).toEqual(['/timeZone']);
    expect(() => calendarsOf([definition()])('nights', 0)).toThrow(/"nights".*use one of: elapsed, office/);
  });
});

describe('any calendar', () => {
  const zones = ['UTC', 'Europe/Paris', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'UTC-3'] as const;
  const working = fc
    .record({
      timeZone: fc.constantFrom(...zones),
      hours: fc.constantFrom(
        { mon: ['09:00-17:00'], wed: ['00:00-24:00'], sun: ['01:30-04:00', '22:00-24:00'] },
        { sat: ['08:00-12:00'] },
        { mon: ['00:00-24:00'], tue: ['00:00-24:00'], sun: ['02:15-02:45', '03:00-03:30'] },
      ),
      holidays: fc.subarray(['2026-03-29', '2026-04-06', '2026-10-25', '2026-12-25']),
      cutOff: fc.constantFrom(undefined, '02:30', '14:00'),
    })
    .map((given) => office(given));
  const calendar = fc.oneof(
    { weight: 1, arbitrary: fc.constant(ELAPSED) },
    { weight: 6, arbitrary: working },
  );
  const around = (day: string) => fc.integer({ min: at(day) - 240 * HOUR, max: at(day) + 240 * HOUR });
  // Both changes of the clock, north and south, and the end of a year.
  const instant = fc.oneof(
    ...['2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2027-01-01'].map(around),
  );
  const span = fc.integer({ min: 0, max: 100 * HOUR });
  const runs = { numRuns: 100 };

  it('is monotone in both arguments', () => {
    fc.assert(
      fc.property(calendar, instant, instant, span, span, (each, a, b, x, y) => {
        expect(each.add(Math.min(a, b), x)).toBeLessThanOrEqual(each.add(Math.max(a, b), x));
        expect(each.add(a, Math.min(x, y))).toBeLessThanOrEqual(each.add(a, Math.max(x, y)));
        expect(each.begin(Math.min(a, b))).toBeLessThanOrEqual(each.begin(Math.max(a, b)));
        expect(each.begin(a)).toBeGreaterThanOrEqual(a);
      }),
      runs,
    );
  });

  it('adds up, and takes exactly as long as it says', () => {
    fc.assert(
      fc.property(calendar, instant, span, span, (each, a, x, y) => {
        expect(each.add(each.add(a, x), y)).toBe(each.add(a, x + y));
        expect(each.between(a, each.add(a, x))).toBe(x);
        expect(each.between(each.add(a, -x), a)).toBe(x);
      }),
      runs,
    );
  });

  it('splits any stretch of time', () => {
    fc.assert(
      fc.property(calendar, fc.tuple(instant, instant, instant), (each, instants) => {
        const [a, b, c] = instants.toSorted((x, y) => x - y) as [number, number, number];
        expect(each.between(a, b) + each.between(b, c)).toBe(each.between(a, c));
        expect(each.begin(each.begin(a))).toBeGreaterThanOrEqual(each.begin(a));
      }),
      runs,
    );
  });
});
