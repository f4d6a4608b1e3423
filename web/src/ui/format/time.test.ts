import { describe, expect, test } from 'vitest';
import { formatAtSource, formatEvidence, formatInstant } from './time.ts';

const now = Date.parse('2026-11-24T13:42:18Z');
const zone = 'Europe/Berlin';

describe('formatInstant', () => {
  test.each([
    ['2026-11-24T10:18:40Z', 'instant', '11:18:40'],
    ['2026-11-24T10:18:40Z', 'minute', '11:18'],
    ['2026-11-22T20:14:07Z', 'instant', 'Sun 21:14'],
    ['2026-03-03T20:14:07Z', 'instant', '3 Mar 21:14'],
    ['2017-12-15T15:00:00Z', 'instant', '15 Dec 2017 16:00'],
    ['2017-12-15T15:00:00Z', 'day', '15 Dec 2017'],
    ['2026-09-10T10:00:00Z', 'day', '10 Sep'],
  ])('%s to the %s is %s', (iso, precision, text) =>
    expect(formatInstant(Date.parse(iso), now, zone, precision)).toBe(text),
  );
});

test('evidence is whole, with milliseconds where there are any', () => {
  expect(formatEvidence(Date.parse('2026-11-22T20:14:07.250Z'), zone, 'instant', true)).toBe(
    'Sun 22 Nov 2026 21:14:07.250',
  );
  expect(formatEvidence(Date.parse('2026-11-22T20:14:07Z'), zone)).toBe('Sun 22 Nov 2026 21:14:07');
});

test('on hover the source speaks in its own zone', () => {
  const ms = Date.parse('2017-12-15T15:00:00Z');
  expect(formatAtSource(ms, '-03:00')).toBe(
    'Fri 15 Dec 2017 12:00:00 -03:00 at the source; Fri 15 Dec 2017 15:00:00 UTC',
  );
  expect(formatAtSource(ms, null)).toBe('Fri 15 Dec 2017 15:00:00 UTC');
  expect(formatAtSource(ms, 'Mars/Olympus')).toContain('Mars/Olympus');
});
