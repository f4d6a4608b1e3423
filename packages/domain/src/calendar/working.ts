import { type CalendarDefinition, WEEKDAYS } from '@throughline/contracts';
import { DateTime } from 'luxon';
import type { Calendar } from './kind.ts';

const DAY = 86_400_000;
const REMEMBERED_DAYS = 4096;

/** One local day: when it is open, as instants, and after which instant nothing more is taken in. */
type Day = { open: { from: number; until: number }[]; cutOff: number };

/** Local days are counted in whole days since the epoch, whatever their length in hours. */
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Durations in open hours of a working calendar; every wall time is resolved in its zone, so DST changes no hours. */
export const workingCalendar = (definition: CalendarDefinition): Calendar => {
  const { timeZone: zone, hours, cutOff } = definition;
  const holidays = new Set(definition.holidays);
  const remembered = new Map<number, Day>();

  const instantOf = (date: string, minutes: number): number => {
    const midnight = DateTime.fromISO(date, { zone });
    // Wall time, not minutes after midnight: on a day of 23 hours 09:00 is still 09:00.
    if (minutes === 1440) return midnight.plus({ days: 1 }).startOf('day').toMillis();
    return midnight.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
  };
  const readDay = (day: number): Day => {
    const date = dateOf(day);
    const weekday = WEEKDAYS[(((day + 3) % 7) + 7) % 7]!;
    const open = (holidays.has(date) ? [] : (hours[weekday] ?? []))
      .map(({ from, until }) => ({ from: instantOf(date, from), until: instantOf(date, until) }))
      .filter(({ from, until }) => from < until);
    return { open, cutOff: cutOff === undefined ? Number.POSITIVE_INFINITY : instantOf(date, cutOff) };
  };
  const dayOf = (day: number): Day => {
    const known = remembered.get(day);
    if (known) return known;
    if (remembered.size >= REMEMBERED_DAYS) remembered.clear();
    const read = readDay(day);
    remembered.set(day, read);
    return read;
  };
  const localDay = (at: number): number =>
    Math.floor((at + DateTime.fromMillis(at, { zone }).offset * 60_000) / DAY);

  const nextOpening = (at: number, day = localDay(at)): number => {
    for (let each = day; ; each += 1) {
      for (const { from, until } of dayOf(each).open) if (at < until) return Math.max(at, from);
    }
  };
  const begin = (at: number): number => {
    const day = localDay(at);
    const { open, cutOff: last } = dayOf(day);
    return open.length > 0 && at >= last ? nextOpening(at, day + 1) : nextOpening(at, day);
  };
  const forward = (at: number, ms: number): number => {
    let left = ms;
    for (let day = localDay(at); ; day += 1) {
      for (const { from, until } of dayOf(day).open) {
        const start = Math.max(at, from);
        if (start >= until) continue;
        if (left <= until - start) return start + left;
        left -= until - start;
      }
    }
  };
  const back = (at: number, ms: number): number => {
    let left = ms;
    for (let day = localDay(at); ; day -= 1) {
      for (const { from, until } of dayOf(day).open.toReversed()) {
        const end = Math.min(at, until);
        if (end <= from) continue;
        // The latest instant from which `ms` remain: at an opening, not at the close before it.
        if (left <= end - from) return end - left;
        left -= end - from;
      }
    }
  };
  const between = (from: number, until: number): number => {
    let total = 0;
    if (from >= until) return 0;
    for (let day = localDay(from); day <= localDay(until); day += 1) {
      for (const range of dayOf(day).open) {
        total += Math.max(0, Math.min(until, range.until) - Math.max(from, range.from));
      }
    }
    return total;
  };
  return {
    begin,
    add: (at, ms) => (ms === 0 ? at : ms > 0 ? forward(at, ms) : back(at, -ms)),
    between,
  };
};
