import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import type { EventRow } from '../../tables/events.table.ts';
import { eventsAtPlaces } from '../events.reader.ts';
import { caseLinksOf } from '../links.reader.ts';
import { seenOf } from '../seen.reader.ts';
import { overruled, winnersOf } from '../winners.reader.ts';
import type { Correction, Joins } from './world.ts';

type LinkRow = { loser: bigint; survivor: bigint };
type OddRow = { life: bigint; eventKey: bigint; corrects: bigint; counts: number; reachedAt: number };

const isOdd = ({ life, corrects, flags }: EventRow): boolean =>
  life !== 0n && (corrects !== 0n || flags !== 0);
const asOdd = ({ life, eventKey, corrects, outcome, flags, observedAt, occurredAt }: EventRow): OddRow => ({
  life,
  eventKey,
  corrects,
  counts: outcome === 'ok' && corrects !== 0n ? 1 : 0,
  reachedAt: flags === 0 ? occurredAt : observedAt,
});

/**
 * Lives joined by standing links, each loser → the id that its component goes by: the one life of it that no link
 * calls a loser, or the smallest of several.
 */
const componentsOf = (links: readonly LinkRow[]): Map<bigint, bigint> => {
  const parent = new Map<bigint, bigint>();
  const find = (life: bigint): bigint => {
    let top = life;
    for (let next = parent.get(top); next !== undefined && next !== top; next = parent.get(top)) top = next;
    parent.set(life, top);
    return top;
  };
  const losers = new Set<bigint>();
  for (const { loser, survivor } of links) {
    losers.add(loser);
    for (const life of [loser, survivor]) if (!parent.has(life)) parent.set(life, life);
    parent.set(find(loser), find(survivor));
  }
  const names = new Map<bigint, bigint>();
  const better = (a: bigint, b: bigint): boolean =>
    losers.has(a) === losers.has(b) ? a < b : !losers.has(a);
  for (const life of parent.keys()) {
    const top = find(life);
    const named = names.get(top);
    if (named === undefined || better(life, named)) names.set(top, life);
  }
  const survivorOf = new Map<bigint, bigint>();
  for (const life of parent.keys()) {
    const name = names.get(find(life)) as bigint;
    if (name !== life) survivorOf.set(life, name);
  }
  return survivorOf;
};

/** Both ways through the components of standing links. */
export const resolutionOf = (links: readonly LinkRow[]): Pick<Joins, 'survivorOf' | 'losersOf'> => {
  const survivorOf = componentsOf(links);
  const losersOf = new Map<bigint, bigint[]>();
  for (const [loser, survivor] of survivorOf) {
    const losers = losersOf.get(survivor);
    if (losers) losers.push(loser);
    else losersOf.set(survivor, [loser]);
  }
  return { survivorOf, losersOf };
};

/** Facts whose stored row a later version wins over, as that version tells them. */
const overruledRows = async (ch: ClickHouse, workspace: number): Promise<EventRow[]> => {
  const winners = await winnersOf(ch, workspace, null, undefined, { maxRows: 1_000_000 });
  if (winners.length === 0) return [];
  const keys = winners.map(({ eventKey }) => eventKey);
  const places = [...(await seenOf(ch, workspace, keys, undefined, {})).values()];
  const stored = await eventsAtPlaces(
    ch,
    workspace,
    places.map(({ eventKey, life, occurredAt }) => ({ eventKey, home: life, occurredAt })),
    { maxRows: 1_000_000 },
  );
  const told = new Map(winners.map(({ eventKey, event }) => [eventKey, event]));
  return stored.map((row) => overruled(row, told.get(row.eventKey) as string));
};

/** Reads what a world is read through. Small beside the events: links, links of events, corrections, odd clocks, contradictions. */
export const readJoins = async (ch: ClickHouse, workspace: number): Promise<Joins> => {
  const [links, stored, linked, rows] = await Promise.all([
    caseLinksOf(ch, workspace),
    ch.query<OddRow>(
      "SELECT life, event_key, corrects, toUInt8(outcome = 'ok' AND corrects != 0) AS counts, " +
        'if(bitTest(flags, 0), observed_at, occurred_at) AS reached_at FROM events ' +
        'WHERE workspace = {workspace:UInt32} AND life != 0 AND (corrects != 0 OR flags != 0)',
      { workspace },
      { maxRows: 5_000_000 },
    ),
    ch.query<{ life: bigint }>(
      'SELECT DISTINCT life FROM event_links WHERE workspace = {workspace:UInt32}',
      { workspace },
      { maxRows: 5_000_000 },
    ),
    overruledRows(ch, workspace),
  ]);
  const keys = new Set(rows.map(({ eventKey }) => eventKey));
  const odd = [...stored.filter(({ eventKey }) => !keys.has(eventKey)), ...rows.filter(isOdd).map(asOdd)];
  const { survivorOf, losersOf } = resolutionOf(links);
  const name = (life: bigint): bigint => survivorOf.get(life) ?? life;
  const corrections: Correction[] = odd.filter(({ counts }) => counts === 1);
  return {
    survivorOf,
    losersOf,
    special: new Set(
      [...odd, ...linked, ...rows.filter(({ life }) => life !== 0n)].map(({ life }) => name(life)),
    ),
    corrections,
    overruled: rows,
  };
};
