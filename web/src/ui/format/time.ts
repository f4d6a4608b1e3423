const formats = new Map<string, Intl.DateTimeFormat>();

function parts(ms: number, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const name = `${zone}/${JSON.stringify(options)}`;
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
    formats.set(name, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
}

const FIELDS: Intl.DateTimeFormatOptions = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
};

/** The calendar and clock of an instant (epoch milliseconds) in a zone. */
export function fieldsOf(ms: number, zone: string) {
  const {
    weekday = '',
    day = '',
    month = '',
    year = '',
    hour,
    minute,
    second = '',
  } = parts(ms, zone, FIELDS);
  return { weekday, day, month: month.slice(0, 3), year, clock: `${hour}:${minute}`, second };
}

const DAY = 86_400_000;

/**
 * An instant as a table shows it: the clock alone on the day of `now`, `Tue 11:18` within the week, `22 Nov 21:14`
 * within the year, else `15 Dec 2017 12:00`. `precision` `day` leaves the clock out.
 */
export function formatInstant(ms: number, now: number, zone: string, precision = 'instant'): string {
  const then = fieldsOf(ms, zone);
  const today = fieldsOf(now, zone);
  const sameDay = then.day === today.day && then.month === today.month && then.year === today.year;
  const date = `${then.day} ${then.month}${then.year === today.year ? '' : ` ${then.year}`}`;
  if (precision === 'day') return sameDay ? 'today' : date;
  if (sameDay) return precision === 'minute' ? then.clock : `${then.clock}:${then.second}`;
  if (Math.abs(now - ms) < 6 * DAY) return `${then.weekday} ${then.clock}`;
  return `${date} ${then.clock}`;
}

/** An instant whole, as evidence: `Sun 22 Nov 2026 21:14:07`; `exact` adds the milliseconds where there are any. */
export function formatEvidence(ms: number, zone: string, precision = 'instant', exact = false): string {
  const { weekday, day, month, year, clock, second } = fieldsOf(ms, zone);
  const date = `${weekday} ${day} ${month} ${year}`;
  if (precision === 'day') return date;
  if (precision === 'minute') return `${date} ${clock}`;
  const milli = !exact || ms % 1000 === 0 ? '' : `.${String(((ms % 1000) + 1000) % 1000).padStart(3, '0')}`;
  return `${date} ${clock}:${second}${milli}`;
}

/** The zone's name at an instant, such as `CET` or `GMT-3`. */
export function zoneName(ms: number, zone: string): string {
  return parts(ms, zone, { timeZoneName: 'short' }).timeZoneName ?? zone;
}

/** The instant in its source's own zone, for hovering; UTC where the zone is not given or not known here. */
export function formatAtSource(
  ms: number,
  sourceZone: string | null | undefined,
  precision?: string,
): string {
  const utc = `${formatEvidence(ms, 'UTC', precision, true)} UTC`;
  if (!sourceZone || sourceZone === 'UTC' || sourceZone === 'Z') return utc;
  try {
    return `${formatEvidence(ms, sourceZone, precision, true)} ${sourceZone} at the source; ${utc}`;
  } catch {
    return `${utc} (the source calls its zone ${sourceZone})`;
  }
}
