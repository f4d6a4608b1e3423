import { RuleTestSchema, readDocument } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { bindRule, configurationOf } from './bind.ts';
import { runRuleTest } from './rule-test.ts';
import { everything, testRule } from './testing/configuration.ts';

const rule = bindRule(
  [
    testRule({
      kind: 'clock',
      start: 'order.created',
      stop: { on: 'shipment.confirmed' },
      within: '24h',
      severity: 'low',
    }),
  ],
  configurationOf([], [everything('shipped')]),
);
const run = (expected: object[]) => {
  const test = readDocument(RuleTestSchema, {
    cases: [
      { name: 'case', events: [{ at: '0h', type: 'order.created', source: 'commerce/a' }], expect: expected },
    ],
  });
  if (!test.ok) throw new Error(JSON.stringify(test.problems));
  return runRuleTest(rule, test.value);
};

describe('a rule test', () => {
  it('passes what comes out as expected', () => {
    expect(run([{ at: '1h', clocks: [{ state: 'running', due: '24h' }], wakeAt: '24h + 1ms' }])).toEqual([]);
    expect(
      run([{ at: '25h', clocks: [{ state: 'breached' }], exceptions: [{ open: true, severity: 'low' }] }]),
    ).toEqual([]);
  });

  it.each([
    [{ at: '25h', clocks: [] }, 'clocks: states should be [] and is ["breached"]'],
    [{ at: '25h', clocks: [{ state: 'breached' }] }, 'open exceptions should be 0 and is 1'],
    [{ at: '1h', clocks: [{ state: 'running', due: '25h' }] }, 'clocks/0/due should be "25h" and is "24h"'],
    [
      { at: '1h', clocks: [{ state: 'running' }], exceptions: [{ open: true }] },
      'exceptions should be 1 and is 0',
    ],
    [
      { at: '25h', clocks: [{ state: 'breached' }], exceptions: [{ open: true, transitions: ['closed'] }] },
      'exceptions/0/transitions should be ["closed"] and is ["opened"]',
    ],
    [
      { at: '1h', clocks: [{ state: 'running' }], wakeAt: null },
      'wakeAt should be "never" and is "24h + 1ms"',
    ],
  ])('says what came out otherwise: %j', (expected, detail) => {
    expect(run([expected]).map((failure) => failure.detail)).toContain(detail);
  });
});
