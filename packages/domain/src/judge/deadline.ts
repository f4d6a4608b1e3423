import type { Rule } from '@throughline/contracts';
import type { Calendar } from '../calendar/kind.ts';
import type { HoldSpan } from '../lifecycle/holds.ts';

/** A deadline with the time that our own holds stopped it; `paused`: a hold is on that came before it. */
export type Deadline = { due: number; paused: boolean };

/** Holds that pause a rule's clocks. */
export const pausing = (rule: Rule, holds: readonly HoldSpan[]): readonly HoldSpan[] => {
  const { pause } = rule;
  if (!pause) return [];
  return holds.filter(
    ({ hold, placed, released }) =>
      placed?.inRange &&
      (released?.inRange ?? true) &&
      (pause.reasons === null || (hold.reason !== undefined && pause.reasons.includes(hold.reason))),
  );
};

/**
 * `within` of the calendar's time after `start`, longer by the time under hold until `end` (the stop; none: now). While a
 * hold is on, the deadline stands where it stood when the hold began; a hold that begins after the deadline saves nothing.
 */
export const deadline = (
  calendar: Calendar,
  start: number,
  within: number,
  holds: readonly HoldSpan[],
  end: number | null,
): Deadline => {
  const begin = calendar.begin(start);
  let due = calendar.add(begin, within);
  let held = 0;
  let reached = start;
  const spans = holds
    .map(({ placed, released }) => ({
      from: placed!.occurredAt,
      until: released?.occurredAt ?? end ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.from - b.from || a.until - b.until);
  for (const span of spans) {
    if (span.from > due) break;
    const from = Math.max(span.from, reached);
    if (span.until === Number.POSITIVE_INFINITY) return { due, paused: true };
    const until = end === null ? span.until : Math.min(span.until, end);
    if (until <= from) continue;
    held += calendar.between(Math.max(from, begin), until);
    reached = until;
    due = calendar.add(begin, within + held);
  }
  return { due, paused: false };
};
