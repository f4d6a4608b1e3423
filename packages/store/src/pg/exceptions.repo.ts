import type { Sql } from './postgres.ts';

/** What facts say of one exception, as the engine writes it. Instants are epoch ms; `severity` counts from 0, mildest. */
export type ExceptionFactsRow = {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly maturity: string;
  readonly object: string;
  readonly life: string;
  readonly open: boolean;
  readonly severity: number;
  readonly point: number;
  readonly dueAt: number;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly reopened: number;
  readonly historical: boolean;
  readonly inherited: boolean;
  readonly because: string;
  readonly detail: string;
  readonly progress: string | null;
  readonly amount: string | null;
  readonly currency: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** One entry of the append-only history of an exception, as the engine writes it. */
export type TransitionRow = {
  readonly exceptionId: string;
  readonly kind: string;
  readonly at: number;
  readonly verdictId: string | null;
  readonly severity: number;
  readonly point: number;
  readonly dueAt: number;
  readonly because: string;
  readonly correction: boolean;
  readonly historical: boolean;
  readonly inherited: boolean;
};

/** Epoch ms as PostgreSQL reads an instant; what no calendar holds is cut to what PostgreSQL can. */
const instant = (ms: number | null): string | null =>
  ms === null
    ? null
    : new Date(Math.min(Math.max(ms, Date.UTC(1, 0, 1)), Date.UTC(9999, 0, 1))).toISOString();

const FIELDS = `id text, rule text, version int, maturity text, object text, life text, open boolean, severity int,
  point int, due_at timestamptz, opened_at timestamptz, closed_at timestamptz, reopened int, historical boolean,
  inherited boolean, because text, detail text, progress text, amount numeric, currency text, attributes jsonb`;

/**
 * Writes what facts say of exceptions: new ones are opened, those that a person has taken stay taken while they stay
 * open. What people did is not touched, but that a reopened one waits for somebody again.
 */
export const upsertExceptions = async (
  tx: Sql,
  workspace: number,
  rows: readonly ExceptionFactsRow[],
  now: number,
): Promise<void> => {
  if (rows.length === 0) return;
  const given = rows.map(({ dueAt, openedAt, closedAt, ...row }) => ({
    ...row,
    due_at: instant(dueAt),
    opened_at: instant(openedAt),
    closed_at: instant(closedAt),
  }));
  await tx.query(
    `INSERT INTO exceptions AS e (workspace, id, rule, version, maturity, object, life, state, resolved_by, severity,
       point, due_at, opened_at, closed_at, reopened, historical, inherited, because, detail, progress, amount, currency,
       attributes, first_seen_at, updated_at)
     SELECT $1, r.id, r.rule, r.version, r.maturity, r.object, r.life, CASE WHEN r.open THEN 'open' ELSE 'resolved' END,
       CASE WHEN r.open THEN NULL ELSE 'facts' END, r.severity, r.point, r.due_at, r.opened_at, r.closed_at, r.reopened,
       r.historical, r.inherited, r.because, r.detail, r.progress, r.amount, r.currency, r.attributes, $3, $3
     FROM jsonb_to_recordset($2::jsonb) AS r(${FIELDS})
     ON CONFLICT (workspace, id) DO UPDATE SET
       rule = excluded.rule, version = excluded.version, maturity = excluded.maturity, object = excluded.object,
       life = excluded.life,
       state = CASE WHEN excluded.state = 'resolved' THEN 'resolved'
         WHEN e.state = 'resolved' THEN 'open' ELSE e.state END,
       acknowledged_at = CASE WHEN e.state = 'resolved' THEN NULL ELSE e.acknowledged_at END,
       acknowledged_by = CASE WHEN e.state = 'resolved' THEN NULL ELSE e.acknowledged_by END,
       resolved_by = excluded.resolved_by, severity = excluded.severity, point = excluded.point,
       due_at = excluded.due_at, opened_at = excluded.opened_at, closed_at = excluded.closed_at,
       reopened = excluded.reopened, historical = excluded.historical, inherited = excluded.inherited,
       because = excluded.because, detail = excluded.detail, progress = excluded.progress, amount = excluded.amount,
       currency = excluded.currency, attributes = excluded.attributes, updated_at = excluded.updated_at`,
    [workspace, JSON.stringify(given), new Date(now)],
  );
};

/** Closes exceptions whose clock is no more: the facts that started it belong to another order, or to none. */
export const closeWithdrawn = async (
  tx: Sql,
  workspace: number,
  rows: readonly { readonly id: string; readonly at: number }[],
  now: number,
): Promise<void> => {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE exceptions SET state = 'resolved', resolved_by = 'facts', because = 'withdrawn', closed_at = r.at,
       updated_at = $3
     FROM jsonb_to_recordset($2::jsonb) AS r(id text, at timestamptz)
     WHERE workspace = $1 AND exceptions.id = r.id`,
    [workspace, JSON.stringify(rows.map(({ id, at }) => ({ id, at: instant(at) }))), new Date(now)],
  );
};

/** Appends what facts did to exceptions, in the order given. */
export const appendTransitions = async (
  tx: Sql,
  workspace: number,
  rows: readonly TransitionRow[],
  now: number,
): Promise<void> => {
  if (rows.length === 0) return;
  const given = rows.map(({ exceptionId, dueAt, at, verdictId, ...row }, place) => ({
    ...row,
    place,
    exception_id: exceptionId,
    verdict_id: verdictId,
    at: instant(at),
    due_at: instant(dueAt),
  }));
  await tx.query(
    `INSERT INTO exception_transitions (workspace, exception_id, kind, by_facts, at, recorded_at, actor, verdict_id,
       severity, point, due_at, because, correction, historical, inherited, note)
     SELECT $1, r.exception_id, r.kind, true, r.at, $3, '', r.verdict_id, r.severity, r.point, r.due_at, r.because,
       r.correction, r.historical, r.inherited, ''
     FROM jsonb_to_recordset($2::jsonb) AS r(place int, exception_id text, kind text, at timestamptz, verdict_id text,
       severity int, point int, due_at timestamptz, because text, correction boolean, historical boolean,
       inherited boolean) ORDER BY r.place`,
    [workspace, JSON.stringify(given), new Date(now)],
  );
};

/** Exceptions about feeds that are open, by id. */
export const openFeedExceptions = (
  sql: Sql,
  workspace: number,
): Promise<{ id: string; object: string; openedAt: Date; dueAt: Date; detail: string }[]> =>
  sql.query(
    `SELECT id, object, opened_at, due_at, detail FROM exceptions
     WHERE workspace = $1 AND life = '' AND state != 'resolved'`,
    [workspace],
  );
