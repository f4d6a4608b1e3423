import type { Hold, HoldLife } from '@throughline/contracts';
import { type Fact, saidOf } from './facts.ts';

/** One time that a hold was on. */
export type HoldSpan = { hold: Hold; placed: Fact | null; released: Fact | null };

/** Holds as a set: each placing with its release, whoever released it; a second placing of an open hold says nothing new. */
export const holdsOf = (counting: readonly Fact[]): HoldSpan[] => {
  const spans: HoldSpan[] = [];
  for (const fact of counting) {
    const { hold } = fact.event.data;
    if (!hold) continue;
    const open = spans.find((span) => span.hold.holdId === hold.holdId && span.released === null);
    if (fact.type === 'hold.placed' && !open) spans.push({ hold, placed: fact, released: null });
    else if (fact.type === 'hold.released' && open) open.released = fact;
    else if (fact.type === 'hold.released') spans.push({ hold, placed: null, released: fact });
  }
  return spans;
};

/** Whether a hold is on at the end of what is known. */
export const isOn = (span: HoldSpan): boolean => span.released === null;

/** Whether a hold that is on blocks `line`: one on the order, on it, or on a fulfilment whose lines nobody narrowed. */
export const blocksLine = (span: HoldSpan, line: string): boolean =>
  isOn(span) && (span.hold.line === undefined || span.hold.line === line);

/** Milliseconds between `from` and `until` in which at least one hold was on. */
export const heldTime = (spans: readonly HoldSpan[], from: number, until: number): number => {
  const ranges = spans
    .filter((span) => span.placed?.inRange && (span.released === null || span.released.inRange))
    .map((span) => ({
      from: Math.max(from, span.placed!.occurredAt),
      until: Math.min(until, span.released?.occurredAt ?? until),
    }))
    .sort((a, b) => a.from - b.from);
  let total = 0;
  let reached = from;
  for (const range of ranges) {
    const start = Math.max(range.from, reached);
    if (range.until <= start) continue;
    total += range.until - start;
    reached = range.until;
  }
  return total;
};

/** The hold as answers carry it, judged at `judgedAt`. */
export const holdLife = (span: HoldSpan, judgedAt: number): HoldLife => {
  const { hold, placed, released } = span;
  const measurable = placed?.inRange && (released?.inRange ?? true);
  return {
    holdId: hold.holdId,
    scope: hold.scope,
    reason: hold.reason ?? null,
    line: hold.line ?? null,
    fulfillment: hold.fulfillment ?? null,
    source: (placed ?? released)!.source,
    placed: placed && saidOf(placed),
    released: released && saidOf(released),
    heldMs: measurable ? Math.max(0, (released?.occurredAt ?? judgedAt) - placed.occurredAt) : null,
  };
};
