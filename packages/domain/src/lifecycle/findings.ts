import type { Finding, FindingCode, Progress } from '@throughline/contracts';
import { intervalOf, surelyBefore } from '../order-of-events.ts';
import { type Fact, saidOf } from './facts.ts';
import type { HoldSpan } from './holds.ts';

/** Sequences that cannot be: `after` must not surely come before `first`. */
const SEQUENCES: readonly { code: FindingCode; first: Progress; after: Progress }[] = [
  { code: 'before_placed', first: 'placed', after: 'approved' },
  { code: 'shipped_before_approved', first: 'approved', after: 'shipped' },
  { code: 'delivered_before_shipped', first: 'shipped', after: 'delivered' },
];

const against = (code: FindingCode, early: Fact, late: Fact, blamed: Fact): Finding => ({
  code,
  fact: saidOf(blamed),
  against: saidOf(blamed === early ? late : early),
  byMs: intervalOf(late).from - (intervalOf(early).until - 1),
});

/** What is wrong whatever the rules say: impossible sequences, clocks out of range, releases of holds never placed. */
export const findingsOf = (
  all: readonly Fact[],
  counting: readonly Fact[],
  first: ReadonlyMap<Progress, Fact>,
  holds: readonly HoldSpan[],
): Finding[] => {
  const findings: Finding[] = [];
  for (const sequence of SEQUENCES) {
    const before = first.get(sequence.first);
    const after = first.get(sequence.after);
    if (before?.inRange && after?.inRange && surelyBefore(after, before)) {
      findings.push(against(sequence.code, after, before, after));
    }
  }
  const cancelled = first.get('cancelled');
  if (cancelled?.inRange) {
    const after = counting.find(
      (fact) => fact.inRange && fact.type === 'shipment.confirmed' && surelyBefore(cancelled, fact),
    );
    if (after) findings.push(against('shipped_after_cancelled', cancelled, after, after));
  }
  for (const fact of all) {
    if (!fact.inRange)
      findings.push({ code: 'clock_out_of_range', fact: saidOf(fact), against: null, byMs: null });
  }
  for (const { placed, released } of holds) {
    if (!placed && released) {
      findings.push({ code: 'hold_released_unplaced', fact: saidOf(released), against: null, byMs: null });
    }
  }
  return findings;
};
