import { rankOf, type TimePrecision } from '@throughline/contracts';
import { DateTime } from 'luxon';

/** An instant as coarse as its source wrote it. */
export type CoarseTime = {
  occurredAt: number;
  timePrecision: TimePrecision;
  timeZone?: string | undefined;
};
/** Half-open range of epoch milliseconds in which something happened. */
export type Interval = { from: number; until: number };

const MINUTE = 60_000;
const DAY = 86_400_000;

/**
 * When it can have happened: a millisecond, the minute, or the day (of `timeZone`; without one the day begins at
 * `occurredAt`, as a date turned into an instant does).
 */
export const intervalOf = (time: CoarseTime): Interval => {
  const at = time.occurredAt;
  if (time.timePrecision === 'instant') return { from: at, until: at + 1 };
  if (time.timePrecision === 'minute') {
    const from = Math.floor(at / MINUTE) * MINUTE;
    return { from, until: from + MINUTE };
  }
  if (time.timeZone) {
    const day = DateTime.fromMillis(at, { zone: zoneOf(time.timeZone) });
    if (day.isValid) {
      return { from: day.startOf('day').toMillis(), until: day.startOf('day').plus({ days: 1 }).toMillis() };
    }
  }
  return { from: at, until: at + DAY };
};

/** luxon reads IANA names and `UTC-3`; ISO offsets are brought to that form. */
const zoneOf = (zone: string): string => (/^[+-]\d\d(:?\d\d)?$/.test(zone) ? `UTC${zone}` : zone);

/** Whether `a` happened before `b` whatever the instants within their precision were. */
export const surelyBefore = (a: CoarseTime, b: CoarseTime): boolean =>
  intervalOf(a).until <= intervalOf(b).from;

/** What the order of events needs to know of one. */
export type Orderable = CoarseTime & { type: string; eventKey: bigint };

/** Total order of events by instant, catalogue rank, event key: what `ORDER BY occurred_at, rank, event_key` gives. */
export const compareEvents = (a: Orderable, b: Orderable): number =>
  a.occurredAt - b.occurredAt ||
  rankOf(a.type) - rankOf(b.type) ||
  (a.eventKey < b.eventKey ? -1 : a.eventKey > b.eventKey ? 1 : 0);

const byRank = (a: Orderable, b: Orderable): number => rankOf(a.type) - rankOf(b.type) || compareEvents(a, b);

/**
 * Events in their order, as a new array that does not depend on the order given. Where some times are only known to the
 * minute or day, no comparison is finer than the coarser side: what could be simultaneous stands in catalogue order,
 * as long as everything that surely came before stands before.
 */
export const orderEvents = <E extends Orderable>(events: readonly E[]): E[] => {
  const sorted = [...events].sort(compareEvents);
  if (sorted.every((event) => event.timePrecision === 'instant')) return sorted;
  const waiting = sorted
    .map((event) => ({ event, ...intervalOf(event) }))
    .sort((a, b) => a.from - b.from || compareEvents(a.event, b.event));
  const ordered: E[] = [];
  while (waiting.length > 0) {
    // Nothing surely precedes an event that begins before the earliest end of all that still wait.
    let earliestEnd = Number.POSITIVE_INFINITY;
    for (const candidate of waiting) {
      if (candidate.from >= earliestEnd) break;
      earliestEnd = Math.min(earliestEnd, candidate.until);
    }
    let best = 0;
    for (let index = 1; index < waiting.length && waiting[index]!.from < earliestEnd; index += 1) {
      if (byRank(waiting[index]!.event, waiting[best]!.event) < 0) best = index;
    }
    ordered.push(waiting[best]!.event);
    waiting.splice(best, 1);
  }
  return ordered;
};
