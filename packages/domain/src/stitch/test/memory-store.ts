import type { StitchKey } from '../keys.ts';
import { stitchKey } from '../keys.ts';
import type {
  CaseLinkDelta,
  CaseLinkState,
  ConflictReason,
  Delta,
  EventLinkDelta,
  Found,
  KeyDelta,
  KeyState,
  LinkState,
  Need,
  SharedEventDelta,
  StoredStitchEvent,
} from '../state.ts';
import { type StitchBatch, stitch } from '../stitch.ts';
import { NAMESPACES } from './events.ts';

type Dated<R> = R & { readonly batch: string };
type Parts = { readonly namespace: string; readonly scope: string; readonly value: string };
type Tables = {
  events: Dated<StoredStitchEvent>[];
  keys: Dated<KeyDelta>[];
  caseLinks: Dated<CaseLinkDelta>[];
  eventLinks: Dated<EventLinkDelta>[];
  sharedEvents: Dated<SharedEventDelta>[];
  conflicts: Dated<Delta['conflicts'][number]>[];
  orphans: Dated<Delta['orphans'][number]>[];
  cuts: Dated<Parts & { sign: number }>[];
};

const keyOf = ({ namespace, scope, value }: Parts): StitchKey => stitchKey(namespace, scope, value);
const idOf = (row: Parts): string => keyOf(row).id;

/** Sums signs of rows by an id. */
function sums<R extends { readonly sign: number }>(rows: Iterable<R>, id: (row: R) => string) {
  const all = new Map<string, { first: R; net: number; rows: R[] }>();
  for (const row of rows) {
    const sum = all.get(id(row)) ?? { first: row, net: 0, rows: [] };
    all.set(id(row), sum);
    sum.net += row.sign;
    sum.rows.push(row);
  }
  return [...all.values()];
}

/** The same without sums of 0. */
const nets: typeof sums = (rows, id) => sums(rows, id).filter(({ net }) => net !== 0);

const index = <R>(rows: readonly R[], by: (row: R) => string | bigint): Map<string | bigint, R[]> =>
  Map.groupBy(rows, by);

/** The tables that stitching reads and writes, as arrays: what a loader over a database must answer, in few lines. */
export class MemoryStore {
  readonly tables: Tables = {
    events: [],
    keys: [],
    caseLinks: [],
    eventLinks: [],
    sharedEvents: [],
    conflicts: [],
    orphans: [],
    cuts: [],
  };

  /** A copy that later writes do not reach: what a collector with an old view sees. */
  copy(): MemoryStore {
    const copy = new MemoryStore();
    for (const name of Object.keys(this.tables) as (keyof Tables)[]) {
      (copy.tables as Record<string, unknown>)[name] = [...this.tables[name]];
    }
    return copy;
  }

  /** Answers a need from all rows but those of the batch `except`. */
  answer(need: Need, except = ''): Found {
    const seen = <R extends { readonly batch: string }>(rows: readonly R[]): R[] =>
      rows.filter(({ batch }) => batch !== except);
    const events = new Map(seen(this.tables.events).map((event) => [event.eventKey, event]));
    const links = index(seen(this.tables.eventLinks), ({ life }) => life);
    const linksOf = (life: bigint): LinkState[] =>
      sums(links.get(life) ?? [], ({ eventKey }) => `${eventKey}`).map(({ first, net, rows }) => ({
        life,
        eventKey: first.eventKey,
        net,
        why: keyOf(rows.find(({ sign }) => sign > 0) ?? first),
      }));
    const homes = index([...events.values()], ({ home }) => home);
    const holdings = index(seen(this.tables.keys), idOf);
    const cuts = index(seen(this.tables.cuts), idOf);
    const conflicts = index(seen(this.tables.conflicts), idOf);
    const waiting = index(seen(this.tables.sharedEvents), idOf);
    const orphans = index(seen(this.tables.orphans), ({ eventKey }) => eventKey);
    const sum = (rows: readonly { sign: number }[] | undefined): number =>
      (rows ?? []).reduce((net, { sign }) => net + sign, 0);

    const keys: KeyState[] = need.keys.map((key) => ({
      key,
      rows: sums(holdings.get(key.id) ?? [], ({ life, role }) => `${life}:${role}`).map(
        ({ first, net, rows }) => ({
          life: first.life,
          role: first.role,
          net,
          times: [...new Set(rows.filter(({ sign }) => sign > 0).map(({ occurredAt }) => occurredAt))],
        }),
      ),
      cuts: sum(cuts.get(key.id)),
      conflicts: nets(conflicts.get(key.id) ?? [], ({ reason }) => reason).map(({ first, net }) => ({
        reason: first.reason as ConflictReason,
        net,
      })),
    }));
    const caseLinks: CaseLinkState[] = nets(
      seen(this.tables.caseLinks),
      (row) => `${row.loser}:${row.survivor}:${idOf(row)}`,
    ).map(({ first, net }) => ({
      loser: first.loser,
      survivor: first.survivor,
      net,
      why: keyOf(first),
    }));
    const asked = new Set(need.links.events);
    return {
      keys,
      caseLinks,
      waiting: need.waiting.flatMap((key) =>
        nets(waiting.get(key.id) ?? [], ({ eventKey }) => `${eventKey}`).map(({ first, net }) => ({
          key,
          event: events.get(first.eventKey) as StoredStitchEvent,
          net,
          orphan: sum(orphans.get(first.eventKey)),
        })),
      ),
      lives: need.lives.map((life) => ({
        life,
        events: homes.get(life) ?? [],
        links: linksOf(life).map((link) => ({
          ...link,
          event: events.get(link.eventKey) as StoredStitchEvent,
        })),
      })),
      links: need.links.lives.flatMap((life) => linksOf(life).filter(({ eventKey }) => asked.has(eventKey))),
    };
  }

  /** What stitching says of a batch. */
  run(batch: StitchBatch, except = ''): Delta {
    const work = stitch(batch, NAMESPACES);
    let step = work.next();
    for (let round = 0; !step.done; round++) {
      if (round > 1000) throw new Error('stitching does not end');
      step = work.next(this.answer(step.value, except));
    }
    return step.value;
  }

  /** Writes what stitching said of a batch. */
  write(name: string, { events, cuts = [] }: StitchBatch, delta: Delta): void {
    const { tables } = this;
    const dated = <R>(rows: readonly R[]): Dated<R>[] => rows.map((row) => ({ ...row, batch: name }));
    tables.events.push(
      ...dated(events.map((event) => ({ ...event, home: delta.homes.get(event.eventKey) as bigint }))),
    );
    tables.cuts.push(...dated(cuts.map(({ key, sign }) => ({ ...key, sign }))));
    tables.keys.push(...dated(delta.keys));
    tables.caseLinks.push(...dated(delta.caseLinks));
    tables.eventLinks.push(...dated(delta.eventLinks));
    tables.sharedEvents.push(...dated(delta.sharedEvents));
    tables.conflicts.push(...dated(delta.conflicts));
    tables.orphans.push(...dated(delta.orphans));
  }
}
