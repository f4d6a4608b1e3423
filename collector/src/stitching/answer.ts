import type {
  ConflictReason,
  Found,
  KeyState,
  LifeState,
  LinkState,
  Namespaces,
  Need,
  StitchKey,
  StoredStitchEvent,
  WaitingEvent,
} from '@throughline/domain';
import { stitchEventOf, stitchKey } from '@throughline/domain';
import {
  conflictsOfKeys,
  cutsOfKeys,
  type KeyId,
  keyHoldings,
  type LinkNetRow,
  linksBetween,
  linksToLives,
  orphanNets,
  type StitchingView,
  standingCaseLinks,
  type TellingRow,
  tellingsAt,
  tellingsOfLives,
  waitingUnder,
} from '@throughline/store';

const keyOf = ({ namespace, scope, value }: KeyId): StitchKey => stitchKey(namespace, scope, value);

/** A stored event as stitching sees it; null for a standing fact. */
function storedEvent(row: TellingRow, namespaces: Namespaces): StoredStitchEvent | null {
  const data = JSON.parse(row.data) as { keys?: []; links?: [] };
  const event = stitchEventOf(
    {
      source: row.source,
      type: row.type,
      outcome: row.outcome,
      occurredAt: row.occurredAt,
      correlationId: row.correlationId,
      data: { keys: data.keys ?? [], links: data.links ?? [] },
    },
    row.eventKey,
    namespaces,
  );
  return event && { ...event, home: row.home };
}

const linkState = ({ life, eventKey, net, ...key }: LinkNetRow): LinkState => ({
  life,
  eventKey,
  net,
  why: keyOf(key),
});

async function keyStates(view: StitchingView, keys: readonly StitchKey[]): Promise<KeyState[]> {
  if (keys.length === 0) return [];
  const [holdings, cuts, conflicts] = await Promise.all([
    keyHoldings(view, keys),
    cutsOfKeys(view, keys),
    conflictsOfKeys(view, keys),
  ]);
  const byId = <T extends KeyId>(rows: readonly T[]) => Map.groupBy(rows, (row) => keyOf(row).id);
  const [held, cut, conflicting] = [byId(holdings), byId(cuts), byId(conflicts)];
  return keys
    .filter(({ id }) => held.has(id) || cut.has(id) || conflicting.has(id))
    .map((key) => ({
      key,
      rows: held.get(key.id) ?? [],
      cuts: (cut.get(key.id) ?? []).reduce((sum, { net }) => sum + net, 0),
      conflicts: (conflicting.get(key.id) ?? []).map(({ reason, net }) => ({
        reason: reason as ConflictReason,
        net,
      })),
    }));
}

async function waitingEvents(
  view: StitchingView,
  keys: readonly StitchKey[],
  namespaces: Namespaces,
): Promise<WaitingEvent[]> {
  if (keys.length === 0) return [];
  const rows = await waitingUnder(view, keys);
  if (rows.length === 0) return [];
  const [tellings, orphans] = await Promise.all([
    tellingsAt(view, rows),
    orphanNets(view, [...new Set(rows.map(({ eventKey }) => eventKey))]),
  ]);
  const events = new Map(tellings.map((row) => [row.eventKey, storedEvent(row, namespaces)]));
  return rows.flatMap((row) => {
    const event = events.get(row.eventKey);
    return event ? [{ key: keyOf(row), event, net: row.net, orphan: orphans.get(row.eventKey) ?? 0 }] : [];
  });
}

async function lifeStates(
  view: StitchingView,
  lives: readonly bigint[],
  namespaces: Namespaces,
): Promise<LifeState[]> {
  if (lives.length === 0) return [];
  const [atHome, links] = await Promise.all([tellingsOfLives(view, lives), linksToLives(view, lives)]);
  const away = links.length === 0 ? [] : await tellingsAt(view, links);
  const stored = (rows: readonly TellingRow[]) => rows.flatMap((row) => storedEvent(row, namespaces) ?? []);
  const events = Map.groupBy(stored(atHome), ({ home }) => home);
  const linked = new Map(stored(away).map((event) => [event.eventKey, event]));
  const linksOf = Map.groupBy(links, ({ life }) => life);
  return lives.map((life) => ({
    life,
    events: events.get(life) ?? [],
    links: (linksOf.get(life) ?? []).flatMap((row) => {
      const event = linked.get(row.eventKey);
      return event ? [{ ...linkState(row), event }] : [];
    }),
  }));
}

/** Reads from the store what stitching needs to know. */
export async function answer(view: StitchingView, need: Need, namespaces: Namespaces): Promise<Found> {
  const { keys, waiting, lives, links } = need;
  const between = links.lives.length > 0 && links.events.length > 0;
  const [found, waits, states, net, caseLinks] = await Promise.all([
    keyStates(view, keys),
    waitingEvents(view, waiting, namespaces),
    lifeStates(view, lives, namespaces),
    between ? linksBetween(view, links.lives, links.events) : [],
    keys.length > 0 || lives.length > 0 ? standingCaseLinks(view) : [],
  ]);
  return {
    keys: found,
    waiting: waits,
    lives: states,
    links: net.map(linkState),
    caseLinks: caseLinks.map(({ loser, survivor, net: sum, ...key }) => ({
      loser,
      survivor,
      net: sum,
      why: keyOf(key),
    })),
  };
}
