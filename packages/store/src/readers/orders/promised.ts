import { REACHED, resolved, until, type World } from './world.ts';

/** Time zones of promises that are known to the day only: where a day ends depends on them. */
export const PROMISE_ZONES =
  'SELECT DISTINCT time_zone AS zone FROM events WHERE workspace = {workspace:UInt32} ' +
  "AND promise_kind = 'deliver_by' AND promise_due_precision = 'day' AND time_zone != ''";

/** Names as ClickHouse and IANA write them; anything else is read like a day without a zone. */
const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(zone);
  } catch {
    return false;
  }
};

/** Last instant at which a promise is kept, as the lifecycle reads its precision. */
const dueEnd = (zones: readonly string[]): string => {
  const due = 'assumeNotNull(t.promise_due)';
  const days = zones
    .filter(isZone)
    .map(
      (zone) =>
        `t.promise_due_precision = 'day' AND t.time_zone = '${zone}', ` +
        `toDateTime64(addDays(toStartOfDay(${due}, '${zone}'), 1), 3, 'UTC') - toIntervalMillisecond(1), `,
    )
    .join('');
  return (
    `multiIf(${days}t.promise_due_precision = 'day', ${due} + toIntervalMillisecond(86399999), ` +
    `t.promise_due_precision = 'minute', toDateTime64(toStartOfMinute(${due}), 3, 'UTC') + toIntervalMillisecond(59999), ` +
    `${due})`
  );
};

const conditions = (world: World): string =>
  't.workspace = {workspace:UInt32} AND t.life != 0 ' +
  "AND t.promise_kind = 'deliver_by' AND t.type IN ('promise.set', 'promise.changed') AND t.outcome = 'ok' " +
  `AND isNotNull(t.promise_due) AND ${until(world, REACHED)}` +
  (world.joins.special.size > 0 ? ' AND t.event_key NOT IN {takenBack:Array(UInt128)}' : '');

/**
 * One row per order with a delivery promise: `life`, `due` and `due_end` of the promise that stands for the order as a
 * whole: the last that the customer agreed to, else the first shown, else the first; of a line only where the order
 * itself has none. Only orders promised more than once have their facts opened.
 */
export const promised = (world: World, zones: readonly string[], lives?: string): string => {
  const where = conditions(world) + (lives === undefined ? '' : ` AND t.life IN ${lives}`);
  const end = dueEnd(zones);
  const one = resolved(world, 'events', `t.promise_due AS due, ${end} AS due_end`, where);
  const several =
    'SELECT arrayJoin(groupArray(stored)) FROM ' +
    `${resolved(world, 'events', 't.life AS stored', where)} GROUP BY one HAVING count() > 1`;
  const opened = resolved(
    world,
    'events',
    `t.promise_due AS due, ${end} AS due_end, (${REACHED}, t.rank, t.event_key) AS place, ` +
      "JSONExtractString(t.data, 'promise', 'line') AS line, " +
      "JSONExtractString(t.data, 'promise', 'by') AS shown_by, " +
      "JSONExtractString(t.data, 'promise', 'consent') AS consent",
    `${where} AND t.life IN (${several})`,
  );
  return (
    'SELECT one AS life, assumeNotNull(any(due)) AS due, any(due_end) AS due_end ' +
    `FROM ${one} GROUP BY one HAVING count() = 1 UNION ALL ` +
    "SELECT one AS life, argMin(chosen, (line != '', chosen.2)).1 AS due, argMin(chosen, (line != '', chosen.2)).2 AS due_end " +
    'FROM (SELECT one, line, multiIf(' +
    "countIf(consent = 'agreed') > 0, argMaxIf((assumeNotNull(due), due_end), place, consent = 'agreed'), " +
    "countIf(shown_by IN ('shown', '')) > 0, argMinIf((assumeNotNull(due), due_end), place, shown_by IN ('shown', '')), " +
    `argMin((assumeNotNull(due), due_end), place)) AS chosen FROM ${opened} GROUP BY one, line) GROUP BY one`
  );
};
