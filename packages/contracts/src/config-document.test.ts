import { describe, expect, it } from 'vitest';
import { configJsonSchemaOf, readDocument } from './config-document.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { RuleSchema } from './rule.ts';

const CLOCK = {
  kind: 'clock',
  name: 'orders-not-approved',
  title: 'Not approved',
  question: 'Which?',
  family: 'payment',
  owner: 'payments',
  start: 'order.created',
  stop: { on: 'approved', feeds: ['psp'] },
  within: '24h',
  severity: 'high',
};
const STATE = {
  ...CLOCK,
  kind: 'state',
  state: { progress: ['placed'] },
  buckets: [{ after: '72h', severity: 'low' }],
};
const { start: _start, stop: _stop, within: _within, severity: _severity, ...STATE_RULE } = STATE;
const problems = (document: unknown) => {
  const result = readDocument(RuleSchema, document);
  return result.ok ? [] : result.problems.map(({ pointer, detail }) => `${pointer} ${detail}`);
};

describe('a rule document', () => {
  it('is read with its durations, thresholds and defaults', () => {
    const within = [{ when: { channel: ['web', 'app'] }, value: '2h' }, { value: '1d12h' }];
    expect(readDocument(RuleSchema, { ...CLOCK, within, warn: ['1h', '4h'] })).toMatchObject({
      ok: true,
      value: {
        version: 1,
        maturity: 'shadow',
        calendar: 'elapsed',
        alertHorizon: 86_400_000,
        restart: 'first',
        start: [{ name: 'order.created' }],
        within: [{ when: { channel: ['web', 'app'] }, value: 7_200_000 }, { value: 129_600_000 }],
        warn: [{ value: [14_400_000, 3_600_000] }],
        cancel: [{ name: 'cancelled' }, { name: 'closed' }],
      },
    });
    expect(problems(STATE_RULE)).toEqual([]);
    const by = {
      ...CLOCK,
      start: undefined,
      within: undefined,
      by: 'promise.ship_by - 2h',
      promise: 'original',
    };
    expect(readDocument(RuleSchema, by)).toMatchObject({
      ok: true,
      value: { by: [{ value: { promise: 'ship_by', offset: -7_200_000 } }] },
    });
  });

  it.each([
    [{ ...CLOCK, strat: 'x' }, '/strat is not known here; did you mean "start"?'],
    [{ ...CLOCK, owner: undefined }, '/owner is missing'],
    [
      { ...CLOCK, within: '24 hours' },
      '/within should be a duration such as "90s", "30m", "2h", "7d" or "1d12h"',
    ],
    [{ ...CLOCK, within: '9999999d' }, '/within should be a duration of at most ten years'],
    [{ ...CLOCK, severity: 'bad' }, '/severity should be one of: low, medium, high, critical'],
    [
      { ...CLOCK, within: undefined },
      '/within say either `within` (a duration after the start) or `by` (a date on the order)',
    ],
    [{ ...CLOCK, restart: 'often' }, '/restart should be one of: first, each'],
    [{ ...CLOCK, version: '2' }, '/version should be number'],
    [
      { ...CLOCK, within: [{ value: '1h' }, { value: '2h' }] },
      '/within/0 has no `when`, so nothing after it can ever hold; put it last',
    ],
    [{ ...CLOCK, exclude: [{}] }, '/exclude/0 names no attribute; leave `when` out to mean every object'],
    [{ ...STATE_RULE, buckets: [] }, '/buckets'],
    [{ ...STATE_RULE, within: '1h' }, '/within is not known here'],
    [{ ...CLOCK, kind: 'clok' }, '/kind'],
    [
      { ...CLOCK, by: 'promise.deliver_by', within: undefined, start: undefined },
      '/promise say which promise: original, agreed, marketplace',
    ],
    [
      { ...CLOCK, by: 'promise.ship_by', within: undefined, promise: 'agreed', pause: 'holds' },
      "/pause our own holds never pause a customer's promise; leave it out",
    ],
    [{ ...CLOCK, stop: { on: ['order.creatd'] } }, '/stop/on/0 should be a type of the event catalogue'],
    ['rule', ' should be object'],
  ])('that is wrong says where and why: %#', (document, expected) => {
    expect(problems(document).find((problem) => problem.startsWith(expected))).toBeDefined();
  });

  it('has a JSON Schema', () => {
    const schema = configJsonSchemaOf('rule');
    expect(schema).toMatchObject({ $id: '/contracts/config/rule/1.json', oneOf: expect.any(Array) });
    for (const kind of ['rule.test', 'profile', 'profile.test', 'calendar'] as const) {
      expect(configJsonSchemaOf(kind)).toMatchObject({ type: 'object' });
    }
  });
});

describe('durations', () => {
  it.each([
    ['90s', 90_000, '1m30s'],
    ['24h', 86_400_000, '24h'],
    ['7d', 604_800_000, '7d'],
    ['1w1d2h', 698_400_000, '8d2h'],
    ['0s', 0, '0s'],
  ])('%s is %d ms', (text, ms, formatted) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(formatted);
  });
  it.each(['', '1', '1x', '-1h', '1.5h', 'h', '4000d'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
