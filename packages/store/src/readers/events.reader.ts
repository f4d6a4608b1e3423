import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { EventRow } from '../tables/events.table.ts';
import { type EventLink, eventLinksOf } from './links.reader.ts';
import { asWinnersTell } from './winners.reader.ts';

/** Where an event is stored: enough to find its row by the sort key. */
export type EventPlace = { readonly home: bigint; readonly eventKey: bigint; readonly occurredAt: number };

/** An event as one of the asked lives has it: at home there, or linked with its `share` (JSON, '' = all of it). */
export type LifeEvent = EventRow & { readonly ofLife: bigint; readonly share: string };

/** Two collectors may have stored one fact twice: the first row stands for it. */
const ONE_ROW = 'ORDER BY occurred_at, rank, event_key, observed_at, writer, batch LIMIT 1 BY event_key';

/** Events stored under the given lives, in order; no links, no resolution. `knownAt` (epoch ms) bounds `observedAt`. */
export const eventsAtHome = (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  knownAt?: number,
  options: ReadOptions = {},
): Promise<EventRow[]> =>
  clickhouse.query<EventRow>(
    `SELECT * FROM events
     WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)}
       AND toUnixTimestamp64Milli(observed_at) <= {knownAt:Int64} ${ONE_ROW}`,
    { workspace, lives, knownAt: knownAt ?? Number.MAX_SAFE_INTEGER },
    options,
  );

/** Events by their places; one that is not stored is left out. */
export const eventsAtPlaces = async (
  clickhouse: ClickHouse,
  workspace: number,
  places: readonly EventPlace[],
  options: ReadOptions = {},
): Promise<EventRow[]> => {
  if (places.length === 0) return [];
  return clickhouse.query<EventRow>(
    `SELECT * FROM events
     WHERE workspace = {workspace:UInt32} AND life IN {homes:Array(UInt128)}
       AND occurred_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))
       AND event_key IN {eventKeys:Array(UInt128)} ${ONE_ROW}`,
    {
      workspace,
      homes: [...new Set(places.map(({ home }) => home))],
      times: [...new Set(places.map(({ occurredAt }) => occurredAt))],
      eventKeys: places.map(({ eventKey }) => eventKey),
    },
    options,
  );
};

/**
 * Everything that belongs to the given lives: events at home there, less those that a link takes out, and events linked
 * to them. An event that belongs to several of them comes once for each. Lives that are one case are all given: the
 * caller resolves `case_links` first. A fact that was contradicted reads as the version that wins.
 */
export const eventsOfLives = async (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  knownAt?: number,
  options: ReadOptions = {},
): Promise<LifeEvent[]> => {
  if (lives.length === 0) return [];
  const [home, links] = await Promise.all([
    eventsAtHome(clickhouse, workspace, lives, knownAt, options),
    eventLinksOf(clickhouse, workspace, lives, knownAt, options),
  ]);
  const byPlace = new Map(links.map((link) => [`${link.life}:${link.eventKey}`, link]));
  const kept = home
    .filter((row) => (byPlace.get(`${row.life}:${row.eventKey}`)?.net ?? 1) > 0)
    .map((row) => ({
      ...row,
      ofLife: row.life,
      share: byPlace.get(`${row.life}:${row.eventKey}`)?.share ?? '',
    }));
  const away = links.filter(({ life, home: from, net }) => net > 0 && life !== from);
  const rows = linked(away, await eventsAtPlaces(clickhouse, workspace, away, options));
  const told = rows.length === 0 ? kept : [...kept, ...rows];
  const known = {
    where: 'toUnixTimestamp64Milli(observed_at) <= {knownAt:Int64}',
    params: { knownAt: knownAt ?? Number.MAX_SAFE_INTEGER },
  };
  const winning = await asWinnersTell(clickhouse, workspace, told, known, options);
  // What lives have at home is read in order.
  if (winning === kept) return kept;
  return winning.sort(
    (a, b) =>
      a.occurredAt - b.occurredAt ||
      a.rank - b.rank ||
      sign(a.eventKey - b.eventKey) ||
      sign(a.ofLife - b.ofLife),
  );
};

const sign = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0);

const linked = (links: readonly EventLink[], rows: readonly EventRow[]): LifeEvent[] => {
  const byKey = new Map(rows.map((row) => [row.eventKey, row]));
  return links.flatMap(({ eventKey, life, share }) => {
    const row = byKey.get(eventKey);
    return row ? [{ ...row, ofLife: life, share }] : [];
  });
};
