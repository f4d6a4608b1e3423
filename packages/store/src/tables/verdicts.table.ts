import type { ClockState, Severity } from '@throughline/contracts';
import { or, time, u8, u32, u64, u128, word } from './column.ts';
import { ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/**
 * What clocks became, append-only. A verdict's id says all that it says; the same one may be stored twice,
 * and readers ask for each id once.
 */
export const verdicts = table({
  name: 'verdicts',
  about: 'What each clock became, and when.',
  since: 2,
  columns: {
    ...ofWorkspace,
    /** Life of the order that was judged. */
    life: u128(),
    clockId: u128(),
    verdictId: u128(),
    rule: word(),
    version: u32(),
    /** Line of the order that the clock is about; '' when it is about the order. */
    line: or(word(), ''),
    state: word<ClockState>(),
    point: u8(),
    severity: word<Severity>(),
    /** From when it holds. */
    at: time(),
    due: time(),
    startKey: u128(),
    startAt: time(),
    /** The fact that stopped the clock; 0n: none. */
    stopKey: or(u128(), 0n),
    stopAt: or(time(), 0),
    /** The verdict that this one corrects; 0n: none. */
    corrects: or(u128(), 0n),
    /** Tick and place in it, so that a clock's verdicts are in the order in which they were found. */
    seq: u64(),
    /** The instant that the tick judged at. */
    judgedAt: time(),
    /** What the tick had read, `writer:batch,...`. */
    cursor: word(),
  },
  orderBy: ['workspace', 'life', 'clockId', 'verdictId'],
  granularity: 1024,
});
export type VerdictRow = RowOf<typeof verdicts>;
export type NewVerdictRow = NewRowOf<typeof verdicts>;
