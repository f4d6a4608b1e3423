import type { CalendarDefinition } from '@throughline/contracts';
import { inForce } from '../versions.ts';
import type { Calendar } from './kind.ts';
import { workingCalendar } from './working.ts';

/** Every millisecond counts. */
export const ELAPSED: Calendar = {
  begin: (at) => at,
  add: (at, ms) => at + ms,
  between: (from, until) => Math.max(0, until - from),
};

/** The calendar that a name means for what started at an instant. */
export type Calendars = (name: string, start: number) => Calendar;

/**
 * Calendars by name and version: the one that counts is the last in force at the start. `elapsed` is always there; any
 * other name that no definition has is an error, which names those there are.
 */
export const calendarsOf = (definitions: readonly CalendarDefinition[]): Calendars => {
  const byName = new Map(
    [...Map.groupBy(definitions, ({ name }) => name)].map(([name, versions]) => [
      name,
      versions.map((definition) => ({ ...definition, calendar: workingCalendar(definition) })),
    ]),
  );
  return (name, start) => {
    if (name === 'elapsed') return ELAPSED;
    const versions = byName.get(name);
    if (versions) return inForce(versions, start).calendar;
    const known = ['elapsed', ...byName.keys()].join(', ');
    throw new Error(
      `calendar "${name}" is not there; add calendars/${name}/calendar.yaml, or use one of: ${known}`,
    );
  };
};
