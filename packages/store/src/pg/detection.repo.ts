import { type Lease, renewLease } from './leases.repo.ts';
import type { Postgres, Sql } from './postgres.ts';

/** writer → batch as text, so that JSON keeps 64 bits. */
export type StoredCursor = Readonly<Record<string, string>>;

/** The tick under way. `from` is where its batches begin; `after` the last life done (32 hex, '' none). */
export type TickPlan = {
  readonly tick: number;
  readonly T: number;
  readonly from: StoredCursor;
  readonly to: StoredCursor;
  readonly configuration: string;
  readonly after: string;
  readonly done: number;
  readonly total: number;
};

/** How far a workspace is judged; `heard`: source → when it was last heard of, epoch ms. */
export type DetectionState = {
  readonly tick: number;
  readonly judgedAt: number;
  readonly cursor: StoredCursor;
  readonly heard: Readonly<Record<string, number>>;
  readonly configuration: string;
  readonly plan: TickPlan | null;
};

/** Before anything was judged. */
export const NOTHING_JUDGED: DetectionState = {
  tick: 0,
  judgedAt: Number.MIN_SAFE_INTEGER,
  cursor: {},
  heard: {},
  configuration: '',
  plan: null,
};

/** Where detection of a workspace stands. */
export const detectionState = async (sql: Sql, workspace: number): Promise<DetectionState> => {
  const [row] = await sql.query<Record<keyof DetectionState, never>>(
    'SELECT tick, judged_at, cursor, heard, configuration, plan FROM detection WHERE workspace = $1',
    [workspace],
  );
  return row
    ? { ...(row as DetectionState), tick: Number(row.tick), judgedAt: Number(row.judgedAt) }
    : NOTHING_JUDGED;
};

/** Thrown when another engine has taken the lease over: nothing of the transaction stays. */
export class LostLeaseError extends Error {}

/** A transaction of the engine that holds the lease; throws `LostLeaseError` and changes nothing when it does not. */
export const asHolder = <T>(
  postgres: Postgres,
  lease: Lease,
  ttlMs: number,
  work: (tx: Sql) => Promise<T>,
): Promise<T> =>
  postgres.transaction(async (tx) => {
    if (!(await renewLease(tx, lease, ttlMs))) {
      throw new LostLeaseError(`Another engine has taken "${lease.name}" over; this one stops judging.`);
    }
    return work(tx);
  });

/** Writes down what the next tick is, before any of it is done. */
export const planTick = (tx: Sql, workspace: number, plan: TickPlan): Promise<unknown> =>
  tx.query(
    `INSERT INTO detection (workspace, tick, judged_at, cursor, heard, configuration, plan)
     VALUES ($1, 0, $2, '{}', '{}', '', $3::jsonb)
     ON CONFLICT (workspace) DO UPDATE SET plan = excluded.plan`,
    [workspace, Number.MIN_SAFE_INTEGER, JSON.stringify(plan)],
  );

/** Moves the tick under way on. */
export const advancePlan = (tx: Sql, workspace: number, after: string, done: number): Promise<unknown> =>
  tx.query(
    `UPDATE detection SET plan = plan || jsonb_build_object('after', $2::text, 'done', $3::int) WHERE workspace = $1`,
    [workspace, after, done],
  );

/** Ends the tick under way: its cursor is now read, and its instant judged. */
export const finishTick = (
  tx: Sql,
  workspace: number,
  plan: TickPlan,
  heard: Readonly<Record<string, number>>,
  now: number,
): Promise<unknown> =>
  tx.query(
    `UPDATE detection SET tick = $2, judged_at = $3, cursor = $4::jsonb, heard = $5::jsonb, configuration = $6,
       plan = NULL, finished_at = $7 WHERE workspace = $1`,
    [
      workspace,
      plan.tick,
      plan.T,
      JSON.stringify(plan.to),
      JSON.stringify(heard),
      plan.configuration,
      new Date(now),
    ],
  );

/** A case as it is remembered: when it changes by itself (epoch ms), what it waits for, and its clocks (JSON). */
export type CaseRow = {
  readonly life: string;
  readonly wakeAt: number | null;
  readonly memories: unknown;
  readonly waits: readonly CaseWait[];
};
/** A deadline that nobody can judge before these feeds (comma separated) are complete past it. */
export type CaseWait = {
  readonly feeds: string;
  readonly past: number;
  readonly blindAt: number | null;
  readonly amount: string | null;
  readonly currency: string;
};

/** What is remembered of the given cases; those of which nothing is are left out. */
export const rememberedCases = async (
  sql: Sql,
  workspace: number,
  lives: readonly string[],
): Promise<Map<string, unknown>> => {
  const rows = await sql.query<{ life: string; memories: unknown }>(
    'SELECT life, memories FROM detection_cases WHERE workspace = $1 AND life = ANY($2)',
    [workspace, lives],
  );
  return new Map(rows.map(({ life, memories }) => [life, memories]));
};

/** Replaces what is remembered of cases; one without memories is forgotten. */
export const replaceCases = async (
  tx: Sql,
  workspace: number,
  lives: readonly string[],
  rows: readonly CaseRow[],
): Promise<void> => {
  const kept = new Set(rows.map(({ life }) => life));
  const gone = lives.filter((life) => !kept.has(life));
  if (gone.length > 0) {
    await tx.query('DELETE FROM detection_cases WHERE workspace = $1 AND life = ANY($2)', [workspace, gone]);
  }
  if (rows.length > 0) {
    await tx.query(
      `INSERT INTO detection_cases (workspace, life, wake_at, memories)
       SELECT $1, r.life, r.wake_at, r.memories
       FROM jsonb_to_recordset($2::jsonb) AS r(life text, wake_at bigint, memories jsonb)
       ON CONFLICT (workspace, life) DO UPDATE SET wake_at = excluded.wake_at, memories = excluded.memories`,
      [
        workspace,
        JSON.stringify(rows.map(({ life, wakeAt, memories }) => ({ life, wake_at: wakeAt, memories }))),
      ],
    );
  }
  await tx.query('DELETE FROM detection_waits WHERE workspace = $1 AND life = ANY($2)', [workspace, lives]);
  const waits = rows.flatMap(({ life, waits: each }) =>
    each.map(({ blindAt, ...wait }) => ({ life, blind_at: blindAt, ...wait })),
  );
  if (waits.length === 0) return;
  await tx.query(
    `INSERT INTO detection_waits (workspace, life, feeds, past, blind_at, amount, currency)
     SELECT $1, r.* FROM jsonb_to_recordset($2::jsonb)
       AS r(life text, feeds text, past bigint, blind_at bigint, amount numeric, currency text)`,
    [workspace, JSON.stringify(waits)],
  );
};

/** Sets of feeds that cases wait for, with the earliest deadline of each. */
export const waitedFor = async (sql: Sql, workspace: number): Promise<{ feeds: string; past: number }[]> => {
  const rows = await sql.query<{ feeds: string; past: string }>(
    'SELECT feeds, min(past) AS past FROM detection_waits WHERE workspace = $1 GROUP BY feeds',
    [workspace],
  );
  return rows.map(({ feeds, past }) => ({ feeds, past: Number(past) }));
};

/** Sets of feeds with the instant that all of them are complete through. */
export type Told = readonly { readonly feeds: string; readonly through: number }[];

const DUE = `SELECT life FROM detection_cases WHERE workspace = $1 AND wake_at <= $2
  UNION SELECT w.life FROM detection_waits w JOIN jsonb_to_recordset($3::jsonb) AS t(feeds text, through bigint)
    ON w.feeds = t.feeds AND w.past < t.through WHERE w.workspace = $1`;

/** Cases that came due at `T`, or whose feeds told enough: ascending, from after `after` on, at most `limit`. */
export const dueCases = async (
  sql: Sql,
  workspace: number,
  T: number,
  told: Told,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await sql.query<{ life: string }>(
    `SELECT life FROM (${DUE}) AS due WHERE life > $4 ORDER BY life LIMIT $5`,
    [workspace, T, JSON.stringify(told), after, limit],
  );
  return rows.map(({ life }) => life);
};

/** How many cases came due. */
export const countDue = async (sql: Sql, workspace: number, T: number, told: Told): Promise<number> => {
  const [row] = await sql.query<{ n: string }>(`SELECT count(*) AS n FROM (${DUE}) AS due`, [
    workspace,
    T,
    JSON.stringify(told),
  ]);
  return Number(row?.n ?? 0);
};

/** What nobody can tell because a feed is behind for longer than it may, per feed and currency. */
export type Blinded = {
  readonly source: string;
  readonly orders: number;
  readonly since: number;
  readonly due: number;
  readonly amounts: Readonly<Record<string, string>>;
};

/** Feeds that leave clocks unknown for too long at `T`, with the orders and value that are blinded. */
export const blindedAt = async (sql: Sql, workspace: number, T: number): Promise<Blinded[]> => {
  const rows = await sql.query<{
    source: string;
    currency: string;
    orders: string;
    since: string;
    due: string;
    amount: string | null;
  }>(
    `SELECT source, currency, count(DISTINCT life) AS orders, min(blind_at) AS since, min(past) AS due,
       sum(amount)::text AS amount
     FROM detection_waits, unnest(string_to_array(feeds, ',')) AS source
     WHERE workspace = $1 AND blind_at <= $2 GROUP BY source, currency ORDER BY source, currency`,
    [workspace, T],
  );
  return [...Map.groupBy(rows, ({ source }) => source)].map(([source, each]) => ({
    source,
    orders: each.reduce((sum, { orders }) => sum + Number(orders), 0),
    since: Math.min(...each.map(({ since }) => Number(since))),
    due: Math.min(...each.map(({ due }) => Number(due))),
    amounts: Object.fromEntries(each.flatMap(({ currency, amount }) => (amount ? [[currency, amount]] : []))),
  }));
};
