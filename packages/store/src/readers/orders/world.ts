import { instant, type Params } from '../../clickhouse/engine.ts';
import type { EventRow } from '../../tables/events.table.ts';
import { eventsAsTold, overruledParams } from './overruled.ts';

/** A fact that takes another back. `reachedAt` is when it counts from, UTC milliseconds. */
export type Correction = { life: bigint; eventKey: bigint; corrects: bigint; reachedAt: number };

/**
 * What must be known of a workspace before its lives can be read as orders: which lives are one (`survivorOf`, every
 * loser → the id its order goes by), and the lives that the rollup cannot tell the truth about, whose events are read.
 */
export type Joins = {
  survivorOf: ReadonlyMap<bigint, bigint>;
  /** The other way: the id an order goes by → its losers. */
  losersOf: ReadonlyMap<bigint, readonly bigint[]>;
  /** Ids of orders (survivors) with a fact taken back, linked, contradicted, or told by a clock out of range. */
  special: ReadonlySet<bigint>;
  corrections: readonly Correction[];
  /** Facts whose stored row another version wins over, as that version tells them. */
  overruled: readonly EventRow[];
};

/** What a reader looks at: a workspace as it stood at `at` (UTC ms; null: with all facts), read through `joins`. */
export type World = { workspace: number; at: number | null; joins: Joins };

/** The ids that the order of `life` is stored under, the one that it goes by first. */
export const membersOf = (joins: Joins, life: bigint): bigint[] => {
  const name = joins.survivorOf.get(life) ?? life;
  return [name, ...(joins.losersOf.get(name) ?? [])];
};

/** Keys of facts taken back at `at` by a correction that itself stands; corrections in a ring all stand. */
export const takenBackAt = (corrections: readonly Correction[], at: number | null): bigint[] => {
  const standing = corrections.filter(({ reachedAt }) => at === null || reachedAt <= at);
  const correctors = Map.groupBy(standing, ({ corrects }) => corrects);
  const isBack = new Map<bigint, boolean>();
  const visiting = new Set<bigint>();
  const judge = (key: bigint): boolean => {
    const known = isBack.get(key);
    if (known !== undefined) return known;
    if (visiting.has(key)) return false;
    visiting.add(key);
    const back = (correctors.get(key) ?? []).some(({ eventKey }) => eventKey !== key && !judge(eventKey));
    visiting.delete(key);
    isBack.set(key, back);
    return back;
  };
  return [...correctors.keys()].filter(judge);
};

/** The ids that special orders are stored under. */
const storedOf = (joins: Joins): bigint[] => [...joins.special].flatMap((life) => membersOf(joins, life));

/** Parameters that every statement over a world takes. */
export const worldParams = ({ workspace, at, joins }: World): Params => ({
  workspace,
  ...overruledParams(joins.overruled),
  ...(at !== null && { at: instant(at) }),
  ...(joins.survivorOf.size > 0 && {
    losers: [...joins.survivorOf.keys()],
    survivors: [...joins.survivorOf.values()],
  }),
  ...(joins.special.size > 0 && {
    special: [...joins.special],
    specialStored: storedOf(joins),
    takenBack: takenBackAt(joins.corrections, at),
  }),
});

/**
 * `FROM` a table whose rows carry `life`, with `one`, the id that the order of each row goes by.
 * `where` speaks of the table's own columns.
 */
export const resolved = ({ joins }: World, name: string, columns: string, where: string): string => {
  const table = name === 'events' && joins.overruled.length > 0 ? eventsAsTold : name;
  return joins.survivorOf.size === 0
    ? `(SELECT ${columns}, t.life AS one FROM ${table} AS t WHERE ${where})`
    : `(SELECT ${columns}, if(m.survivor = 0, t.life, m.survivor) AS one FROM ${table} AS t ` +
        'LEFT JOIN (SELECT pair.1 AS loser, pair.2 AS survivor FROM (SELECT arrayJoin(arrayZip(' +
        '{losers:Array(UInt128)}, {survivors:Array(UInt128)})) AS pair)) AS m ON m.loser = t.life ' +
        `WHERE ${where})`;
};

/** When a fact counts from: by its source's clock, or by ours where that is out of range. */
export const REACHED = 'if(bitTest(t.flags, 0), t.observed_at, t.occurred_at)';
/** Condition that keeps a world's facts, over `column`; `1` without `at`. */
export const until = ({ at }: World, column: string): string =>
  at === null ? '1' : `${column} <= {at:DateTime64(3, 'UTC')}`;
