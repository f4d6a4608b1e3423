import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import type { KeyId } from '../keys.reader.ts';

/** A join that was ever made between lives of an order; `standing` until a later fact or a cut took it back. */
export type JoinHistory = KeyId & {
  loser: bigint;
  survivor: bigint;
  eventKey: bigint;
  observedAt: number;
  standing: boolean;
};

/** Joins that touch the given lives, those taken back too, oldest first. */
export const joinHistory = async (
  ch: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
): Promise<JoinHistory[]> => {
  const rows = await ch.query<Omit<JoinHistory, 'standing'> & { net: bigint }>(
    `SELECT loser, survivor, argMin(namespace, t) AS namespace, argMin(scope, t) AS scope, argMin(value, t) AS value,
       argMin(event_key, t) AS event_key, min(seen_at) AS observed_at, sum(sign) AS net
     FROM (SELECT *, observed_at AS seen_at, (sign < 0, observed_at, event_key) AS t FROM case_links
           WHERE workspace = {workspace:UInt32}
             AND (loser IN {lives:Array(UInt128)} OR survivor IN {lives:Array(UInt128)}))
     GROUP BY loser, survivor ORDER BY observed_at, loser`,
    { workspace, lives },
  );
  return rows.map(({ net, ...row }) => ({ ...row, standing: net > 0n }));
};

/** A cut that a person made, with the last word on it. */
export type CutHistory = KeyId & { by: string; note: string; observedAt: number; standing: boolean };

/** Cuts of keys with any of `values`, those taken back too. */
export const cutHistory = async (
  ch: ClickHouse,
  workspace: number,
  values: readonly string[],
): Promise<CutHistory[]> => {
  const rows = await ch.query<Omit<CutHistory, 'standing'> & { net: bigint }>(
    `SELECT namespace, scope, value, argMax(by, seen_at) AS by, argMax(note, seen_at) AS note,
       max(seen_at) AS observed_at, sum(sign) AS net
     FROM (SELECT *, observed_at AS seen_at FROM case_cuts
           WHERE workspace = {workspace:UInt32} AND value IN {values:Array(String)})
     GROUP BY namespace, scope, value ORDER BY observed_at`,
    { workspace, values },
  );
  return rows.map(({ net, ...row }) => ({ ...row, standing: net > 0n }));
};

/** A conflict that was ever listed for a key. */
export type ConflictHistory = KeyId & {
  reason: string;
  lives: bigint[];
  observedAt: number;
  standing: boolean;
};

/** Conflicts that touch any of the lives, those that were resolved too. */
export const conflictHistory = async (
  ch: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
): Promise<ConflictHistory[]> => {
  const rows = await ch.query<Omit<ConflictHistory, 'standing'> & { net: bigint }>(
    `SELECT namespace, scope, value, argMax(reason, t) AS reason, argMax(lives, t) AS lives,
       min(seen_at) AS observed_at, sum(sign) AS net
     FROM (SELECT *, observed_at AS seen_at, (sign > 0, observed_at) AS t FROM conflicts
           WHERE workspace = {workspace:UInt32})
     GROUP BY namespace, scope, value HAVING hasAny(lives, {lives:Array(UInt128)}) ORDER BY observed_at`,
    { workspace, lives },
  );
  return rows.map(({ net, ...row }) => ({ ...row, standing: net > 0n }));
};
