import type { Sql } from './postgres.ts';

/** Which exceptions are meant. `at` (epoch ms): as the facts had them then. */
export type ExceptionFilter = {
  readonly rule?: readonly string[] | undefined;
  /** Severities as numbers, mildest 0. */
  readonly severity?: readonly number[] | undefined;
  /** Left out: all that are not resolved. */
  readonly state?: readonly string[] | undefined;
  readonly point?: number | undefined;
  /** Null: nobody's. */
  readonly owner?: string | null | undefined;
  /** Lives as 32 hex digits. */
  readonly lives?: readonly string[] | undefined;
  readonly progress?: readonly string[] | undefined;
  readonly attr?: readonly AttributeTest[] | undefined;
  readonly exclude?: readonly AttributeTest[] | undefined;
  readonly currency?: string | undefined;
  readonly minValue?: string | undefined;
  readonly historical?: boolean | undefined;
  readonly shadow?: boolean | undefined;
  readonly dueFrom?: number | undefined;
  readonly dueTo?: number | undefined;
  readonly id?: string | undefined;
  readonly at: number | null;
};
type AttributeTest = { readonly name: string; readonly values: readonly string[] };

/** An exception as it is stored; `severity` counts from 0, mildest. */
export type StoredException = {
  readonly id: string;
  readonly rule: string;
  readonly object: string;
  readonly life: string;
  readonly state: 'open' | 'acknowledged' | 'in_progress' | 'resolved';
  readonly resolvedBy: string | null;
  readonly severity: number;
  readonly point: number;
  readonly dueAt: Date;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly reopened: number;
  readonly historical: boolean;
  readonly inherited: boolean;
  readonly because: string;
  readonly detail: string;
  readonly progress: string | null;
  readonly amount: string | null;
  readonly currency: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly owner: string | null;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly firstSeenAt: Date;
  readonly updatedAt: Date;
};

const NOW = `SELECT *, due_at AS due, opened_at AS opened FROM exceptions WHERE workspace = $1`;
/** Of each exception what the facts had last done to it by an instant; people's part as it was by then. */
const THEN = `SELECT e.workspace, e.id, e.rule, e.version, e.maturity, e.object, e.life,
    CASE WHEN t.kind = 'closed' THEN 'resolved' WHEN e.acknowledged_at <= $2 AND e.state != 'resolved' THEN e.state
      ELSE 'open' END AS state,
    CASE WHEN t.kind = 'closed' THEN 'facts' END AS resolved_by, t.severity, t.point, t.due_at, o.at AS opened_at,
    CASE WHEN t.kind = 'closed' THEN t.at END AS closed_at, e.reopened, t.historical, t.inherited, t.because, e.detail,
    e.progress, e.amount, e.currency, e.attributes, e.owner, e.acknowledged_at, e.acknowledged_by, e.first_seen_at,
    e.updated_at, t.due_at AS due, o.at AS opened
  FROM (SELECT DISTINCT ON (exception_id) * FROM exception_transitions
        WHERE workspace = $1 AND by_facts AND at <= $2 ORDER BY exception_id, seq DESC) AS t
  JOIN exceptions AS e ON e.workspace = t.workspace AND e.id = t.exception_id
  JOIN LATERAL (SELECT at FROM exception_transitions AS s WHERE s.workspace = t.workspace AND s.exception_id = t.exception_id
      AND s.by_facts AND s.at <= $2 AND s.kind IN ('opened', 'reopened') ORDER BY seq DESC LIMIT 1) AS o ON true`;

type Built = { readonly from: string; readonly where: string; readonly params: unknown[] };

/** The statement's source and condition; every value is a parameter. */
const build = (workspace: number, filter: ExceptionFilter): Built => {
  const params: unknown[] = filter.at === null ? [workspace] : [workspace, new Date(filter.at)];
  const conditions: string[] = [];
  const add = (condition: (place: string) => string, value: unknown): void => {
    params.push(value);
    conditions.push(condition(`$${params.length}`));
  };
  const { rule, severity, state, point, owner, lives, progress, currency, minValue } = filter;
  if (filter.id !== undefined) add((p) => `id = ${p}`, filter.id);
  if (rule) add((p) => `rule = ANY(${p})`, rule);
  if (severity) add((p) => `severity = ANY(${p}::int[])`, severity);
  if (state) add((p) => `state = ANY(${p})`, state);
  else if (filter.id === undefined) conditions.push(`state != 'resolved'`);
  if (point !== undefined) add((p) => `point >= ${p}`, point);
  if (owner === null) conditions.push('owner IS NULL');
  else if (owner !== undefined) add((p) => `owner = ${p}`, owner);
  if (lives) add((p) => `life = ANY(${p})`, lives);
  if (progress) add((p) => `progress = ANY(${p})`, progress);
  if (currency !== undefined) add((p) => `currency = ${p}`, currency);
  if (minValue !== undefined) add((p) => `amount >= ${p}::numeric`, minValue);
  if (filter.historical !== undefined) add((p) => `historical = ${p}`, filter.historical);
  if (!filter.shadow && filter.id === undefined) conditions.push(`maturity != 'shadow'`);
  if (filter.dueFrom !== undefined) add((p) => `due_at >= ${p}`, new Date(filter.dueFrom));
  if (filter.dueTo !== undefined) add((p) => `due_at < ${p}`, new Date(filter.dueTo));
  for (const { name, values } of filter.attr ?? []) {
    params.push(name, values);
    conditions.push(`attributes ->> $${params.length - 1} = ANY($${params.length})`);
  }
  for (const { name, values } of filter.exclude ?? []) {
    params.push(name, values);
    conditions.push(`coalesce(attributes ->> $${params.length - 1}, '') != ALL($${params.length})`);
  }
  return {
    from: `(${filter.at === null ? NOW : THEN}) AS x`,
    where: conditions.length > 0 ? conditions.join(' AND ') : 'true',
    params,
  };
};

const SORTS: Readonly<Record<string, string>> = {
  due: 'due_at',
  opened: 'opened_at',
  severity: 'severity',
  value: 'amount',
  updated: 'updated_at',
};

/**
 * One page of the exceptions meant, and how many there are in all. `sort` is a name of `SORTS`, with `-` for the largest
 * first; what has no value stands last; then the longest overdue, then by id.
 */
export const listExceptions = async (
  sql: Sql,
  workspace: number,
  filter: ExceptionFilter,
  sort: string,
  limit: number,
  offset: number,
): Promise<{ total: number; rows: StoredException[] }> => {
  const { from, where, params } = build(workspace, filter);
  const column = SORTS[sort.replace('-', '')];
  if (!column) throw new Error(`exceptions cannot be sorted by "${sort}"`);
  const [counted, rows] = await Promise.all([
    sql.query<{ n: string }>(`SELECT count(*) AS n FROM ${from} WHERE ${where}`, params),
    sql.query<StoredException>(
      `SELECT * FROM ${from} WHERE ${where} ORDER BY ${column} ${sort.startsWith('-') ? 'DESC' : 'ASC'} NULLS LAST,
         due_at, id LIMIT $${params.length + 1} OFFSET $${params.length + 2}`,
      [...params, limit, offset],
    ),
  ]);
  return { total: Number(counted[0]?.n ?? 0), rows };
};

/** Exceptions of one rule, severity, bucket and currency. */
export type ExceptionGroup = {
  readonly rule: string;
  readonly severity: number;
  readonly point: number;
  readonly currency: string;
  readonly count: number;
  readonly owned: number;
  readonly oldestDueAt: Date;
  readonly amount: string | null;
};

/** Counts and value of the exceptions meant, worst first. */
export const groupExceptions = async (
  sql: Sql,
  workspace: number,
  filter: ExceptionFilter,
): Promise<ExceptionGroup[]> => {
  const { from, where, params } = build(workspace, filter);
  const rows = await sql.query<Omit<ExceptionGroup, 'count' | 'owned'> & { count: string; owned: string }>(
    `SELECT rule, severity, point, currency, count(*) AS count, count(owner) AS owned, min(due_at) AS oldest_due_at,
       sum(amount)::text AS amount
     FROM ${from} WHERE ${where} GROUP BY rule, severity, point, currency
     ORDER BY severity DESC, rule, point DESC, currency`,
    params,
  );
  return rows.map((row) => ({ ...row, count: Number(row.count), owned: Number(row.owned) }));
};

/** One entry of an exception's history. */
export type StoredTransition = {
  readonly seq: string;
  readonly exceptionId: string;
  readonly kind: string;
  readonly byFacts: boolean;
  readonly at: Date;
  readonly recordedAt: Date;
  readonly actor: string;
  readonly verdictId: string | null;
  readonly severity: number;
  readonly point: number;
  readonly dueAt: Date;
  readonly because: string;
  readonly correction: boolean;
  readonly historical: boolean;
  readonly note: string;
};

/** What facts and people did to an exception, in the order in which it was recorded; the latest 1000. */
export const exceptionHistory = async (
  sql: Sql,
  workspace: number,
  id: string,
): Promise<StoredTransition[]> => {
  const rows = await sql.query<StoredTransition>(
    'SELECT * FROM exception_transitions WHERE workspace = $1 AND exception_id = $2 ORDER BY seq DESC LIMIT 1000',
    [workspace, id],
  );
  return rows.reverse();
};

/** How far the histories of all exceptions go, and which exceptions changed since `seq` (at most `limit`, latest first). */
export const changedExceptions = async (
  sql: Sql,
  workspace: number,
  seq: string,
  limit: number,
): Promise<{ seq: string; ids: string[] }> => {
  const rows = await sql.query<{ id: string; seq: string }>(
    `SELECT exception_id AS id, max(seq) AS seq FROM exception_transitions WHERE workspace = $1 AND seq > $2
     GROUP BY exception_id ORDER BY max(seq) DESC LIMIT $3`,
    [workspace, seq, limit],
  );
  return { seq: rows[0]?.seq ?? seq, ids: rows.map(({ id }) => id) };
};

/** The last entry of all histories; '0' where there is none. */
export const newestTransition = async (sql: Sql, workspace: number): Promise<string> => {
  const [row] = await sql.query<{ seq: string | null }>(
    'SELECT max(seq) AS seq FROM exception_transitions WHERE workspace = $1',
    [workspace],
  );
  return row?.seq ?? '0';
};

/** What a person does to an exception. */
export type Handling =
  | { readonly kind: 'acknowledged'; readonly note: string }
  | { readonly kind: 'owner'; readonly owner: string | null; readonly note: string }
  | { readonly kind: 'note'; readonly note: string };

const CHANGES: Readonly<Record<Handling['kind'], string>> = {
  acknowledged: `state = CASE WHEN state = 'open' THEN 'acknowledged' ELSE state END, acknowledged_at = $4, acknowledged_by = $5`,
  owner: 'owner = $3',
  note: 'owner = owner',
};

/** Records what a person did, in one transaction of the caller; undefined where there is no such exception. */
export const handleException = async (
  tx: Sql,
  workspace: number,
  id: string,
  actor: string,
  handling: Handling,
  now: number,
): Promise<StoredException | undefined> => {
  const owner = handling.kind === 'owner' ? handling.owner : null;
  const at = new Date(now);
  const [row] = await tx.query<StoredException>(
    `UPDATE exceptions SET ${CHANGES[handling.kind]}, updated_at = $4
     WHERE workspace = $1 AND id = $2 AND coalesce($3::text, $5::text) IS NOT NULL RETURNING *`,
    [workspace, id, owner, at, actor],
  );
  if (!row) return undefined;
  const said =
    handling.kind === 'owner' ? [owner ?? 'nobody', handling.note].filter(Boolean).join(': ') : handling.note;
  await tx.query(
    `INSERT INTO exception_transitions (workspace, exception_id, kind, by_facts, at, recorded_at, actor, verdict_id,
       severity, point, due_at, because, correction, historical, inherited, note)
     VALUES ($1, $2, $3, false, $4, $4, $5, NULL, $6, $7, $8, '', false, $9, $10, $11)`,
    [
      workspace,
      id,
      handling.kind,
      at,
      actor,
      row.severity,
      row.point,
      row.dueAt,
      row.historical,
      row.inherited,
      said,
    ],
  );
  return row;
};
