import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { KeyId } from './keys.reader.ts';

/** Two lives that are one, with why; the sum of its signs is above 0. */
export type CaseLink = KeyId & {
  readonly loser: bigint;
  readonly survivor: bigint;
  readonly eventKey: bigint;
  readonly observedAt: number;
};

/** Every link in force, of one workspace. `knownAt` (epoch ms) asks for those that were known then. */
export const caseLinksOf = (
  clickhouse: ClickHouse,
  workspace: number,
  knownAt?: number,
  options: ReadOptions = {},
): Promise<CaseLink[]> =>
  clickhouse.query<CaseLink>(
    `SELECT loser, survivor, argMin(namespace, t) AS namespace, argMin(scope, t) AS scope, argMin(value, t) AS value,
       argMin(event_key, t) AS event_key, min(seen_at) AS observed_at
     FROM (SELECT *, observed_at AS seen_at, (sign < 0, observed_at, event_key) AS t FROM case_links
           WHERE workspace = {workspace:UInt32} AND toUnixTimestamp64Milli(observed_at) <= {knownAt:Int64})
     GROUP BY loser, survivor HAVING sum(sign) > 0`,
    { workspace, knownAt: knownAt ?? Number.MAX_SAFE_INTEGER },
    { maxRows: 5_000_000, ...options },
  );

/** An event that also belongs to `life`; `net` is +1 or more, or below 0 where it is taken out of its home. */
export type EventLink = KeyId & {
  readonly life: bigint;
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly share: string;
  readonly observedAt: number;
  readonly net: number;
};

/** Links of events to the given lives, those that were known at `knownAt` (epoch ms; default all). */
export const eventLinksOf = (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  knownAt?: number,
  options: ReadOptions = {},
): Promise<EventLink[]> =>
  clickhouse.query<EventLink>(
    `SELECT life, event_key, any(home) AS home, any(occurred_at) AS occurred_at, argMin(namespace, t) AS namespace,
       argMin(scope, t) AS scope, argMin(value, t) AS value, argMin(share, t) AS share, min(seen_at) AS observed_at,
       toInt32(sum(sign)) AS net
     FROM (SELECT *, observed_at AS seen_at, (sign < 0, observed_at) AS t FROM event_links
           WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)}
             AND toUnixTimestamp64Milli(observed_at) <= {knownAt:Int64})
     GROUP BY life, event_key HAVING net != 0`,
    { workspace, lives, knownAt: knownAt ?? Number.MAX_SAFE_INTEGER },
    { maxRows: 1_000_000, ...options },
  );

/** A key that a person cut, or that turned shared by itself: in force. */
export type TurnedKey = KeyId & { readonly reason: string; readonly observedAt: number };

/** Keys that a person cut: they join nothing. */
export const caseCutsOf = (
  clickhouse: ClickHouse,
  workspace: number,
  options: ReadOptions = {},
): Promise<TurnedKey[]> =>
  clickhouse.query<TurnedKey>(
    `SELECT namespace, scope, value, argMax(note, seen_at) AS reason, min(seen_at) AS observed_at
     FROM (SELECT *, observed_at AS seen_at FROM case_cuts WHERE workspace = {workspace:UInt32})
     GROUP BY namespace, scope, value HAVING sum(sign) > 0`,
    { workspace },
    { maxRows: 1_000_000, ...options },
  );

/** A conflict with the lives that its key touched. */
export type Conflict = TurnedKey & { readonly lives: readonly bigint[]; readonly eventKey: bigint };

/** Keys that turned shared because they joined different orders. */
export const conflictsOf = (
  clickhouse: ClickHouse,
  workspace: number,
  options: ReadOptions = {},
): Promise<Conflict[]> =>
  clickhouse.query<Conflict>(
    `SELECT namespace, scope, value, argMax(reason, t) AS reason, argMax(lives, t) AS lives,
       argMax(event_key, t) AS event_key, min(seen_at) AS observed_at
     FROM (SELECT *, observed_at AS seen_at, (sign > 0, observed_at) AS t FROM conflicts
           WHERE workspace = {workspace:UInt32})
     GROUP BY namespace, scope, value HAVING sum(sign) > 0`,
    { workspace },
    { maxRows: 1_000_000, ...options },
  );
