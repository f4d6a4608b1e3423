import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import { instant, type ParamValue } from '../../clickhouse/engine.ts';
import type { ImportRow } from '../../tables/imports.table.ts';
import type { ConflictHistory } from './identity.ts';

/** What is stored of a source. */
export type SourceExtent = {
  source: string;
  system: string;
  events: number;
  firstEventAt: number;
  lastEventAt: number;
  lastObservedAt: number;
};

/** Every source that sent events; instants by clocks that are in range, else when we saw them. */
export const sourceExtents = async (ch: ClickHouse, workspace: number): Promise<SourceExtent[]> => {
  const rows = await ch.query<Omit<SourceExtent, 'events'> & { events: bigint }>(
    `SELECT source, any(system) AS system, count() AS events, min(at) AS first_event_at, max(at) AS last_event_at,
       max(seen_at) AS last_observed_at
     FROM (SELECT source, system, observed_at AS seen_at, if(bitTest(flags, 0), observed_at, occurred_at) AS at
           FROM events WHERE workspace = {workspace:UInt32})
     GROUP BY source ORDER BY source`,
    { workspace },
  );
  return rows.map((row) => ({ ...row, events: Number(row.events) }));
};

/** A dead letter in its newest state. */
export type Letter = {
  id: bigint;
  source: string;
  adapter: string;
  reason: string;
  pointer: string;
  detail: string;
  remedy: string;
  lineNo: number;
  receivedAt: number;
  state: string;
  payloadId: bigint;
  payloadIndex: number;
};
export type LetterFilter = {
  source?: readonly string[] | undefined;
  reason?: readonly string[] | undefined;
  state?: readonly string[] | undefined;
  from?: number | undefined;
  to?: number | undefined;
  id?: bigint | undefined;
};

const LETTERS = `(SELECT id, argMin(source, t) AS source, argMin(adapter, t) AS adapter, argMin(reason, t) AS reason,
    argMin(pointer, t) AS pointer, argMin(detail, t) AS detail, argMin(remedy, t) AS remedy,
    argMin(line_no, t) AS line_no, min(seen_at) AS received_at, argMax(state, t) AS state,
    argMin(payload_id, t) AS payload_id, argMin(payload_index, t) AS payload_index
  FROM (SELECT *, observed_at AS seen_at, (observed_at, batch) AS t FROM dead_letters
        WHERE workspace = {workspace:UInt32}) GROUP BY id)`;

const letterWhere = (filter: LetterFilter, params: Record<string, ParamValue>): string => {
  const conditions = ['1'];
  for (const name of ['source', 'reason', 'state'] as const) {
    const values = filter[name];
    if (!values) continue;
    params[name] = values;
    conditions.push(`${name} IN {${name}:Array(String)}`);
  }
  if (filter.from !== undefined) {
    params.from = instant(filter.from);
    conditions.push("received_at >= {from:DateTime64(3, 'UTC')}");
  }
  if (filter.to !== undefined) {
    params.to = instant(filter.to);
    conditions.push("received_at < {to:DateTime64(3, 'UTC')}");
  }
  if (filter.id !== undefined) {
    params.id = filter.id;
    conditions.push('id = {id:UInt128}');
  }
  return conditions.join(' AND ');
};

/** A place in a list that runs by an instant (UTC ms) and an id. */
export type After = { at: number; id: bigint } | null;

/** One page of dead letters, newest first, and how many there are in all. */
export const deadLettersPage = async (
  ch: ClickHouse,
  workspace: number,
  filter: LetterFilter,
  limit: number,
  after: After = null,
): Promise<{ total: number; rows: Letter[] }> => {
  const params: Record<string, ParamValue> = { workspace };
  const where = letterWhere(filter, params);
  const beyond = after ? " AND (received_at, id) < ({afterAt:DateTime64(3, 'UTC')}, {afterId:UInt128})" : '';
  const [counted, rows] = await Promise.all([
    ch.query<{ total: bigint }>(`SELECT count() AS total FROM ${LETTERS} WHERE ${where}`, params),
    ch.query<Omit<Letter, 'lineNo'> & { lineNo: bigint }>(
      `SELECT * FROM ${LETTERS} WHERE ${where}${beyond} ORDER BY received_at DESC, id DESC LIMIT {limit:UInt32}`,
      { ...params, limit, ...(after && { afterAt: instant(after.at), afterId: after.id }) },
    ),
  ]);
  return {
    total: Number(counted[0]?.total ?? 0n),
    rows: rows.map((row) => ({ ...row, lineNo: Number(row.lineNo) })),
  };
};

/** How many dead letters wait or went, by reason and source, most first. */
export const deadLetterReasons = async (
  ch: ClickHouse,
  workspace: number,
  filter: LetterFilter,
): Promise<{ reason: string; source: string; count: number }[]> => {
  const params: Record<string, ParamValue> = { workspace };
  const rows = await ch.query<{ reason: string; source: string; n: bigint }>(
    `SELECT reason, source, count() AS n FROM ${LETTERS} WHERE ${letterWhere(filter, params)}
     GROUP BY reason, source ORDER BY n DESC, reason, source LIMIT 500`,
    params,
  );
  return rows.map(({ reason, source, n }) => ({ reason, source, count: Number(n) }));
};

/** An event that waits for a life. `keys` is a JSON array. */
export type Waiting = {
  eventKey: bigint;
  source: string;
  type: string;
  occurredAt: number;
  observedAt: number;
  keys: string;
};

/** One page of the orphan queue, longest waiting last, and how many there are in all. */
export const orphansPage = async (
  ch: ClickHouse,
  workspace: number,
  filter: { source?: readonly string[] | undefined; type?: readonly string[] | undefined },
  limit: number,
  after: After = null,
): Promise<{ total: number; rows: Waiting[] }> => {
  const waiting = `(SELECT event_key, any(source) AS source, any(type) AS type, min(occurred) AS occurred_at,
      min(seen_at) AS observed_at, any(keys) AS keys
    FROM (SELECT *, occurred_at AS occurred, observed_at AS seen_at FROM orphans WHERE workspace = {workspace:UInt32})
    GROUP BY event_key HAVING sum(sign) > 0)`;
  const params: Record<string, ParamValue> = { workspace };
  const conditions = ['1'];
  for (const name of ['source', 'type'] as const) {
    const values = filter[name];
    if (!values) continue;
    params[name] = values;
    conditions.push(`${name} IN {${name}:Array(String)}`);
  }
  const where = conditions.join(' AND ');
  const beyond = after
    ? " AND (observed_at, event_key) < ({afterAt:DateTime64(3, 'UTC')}, {afterId:UInt128})"
    : '';
  const [counted, rows] = await Promise.all([
    ch.query<{ total: bigint }>(`SELECT count() AS total FROM ${waiting} WHERE ${where}`, params),
    ch.query<Waiting>(
      `SELECT * FROM ${waiting} WHERE ${where}${beyond} ORDER BY observed_at DESC, event_key DESC LIMIT {limit:UInt32}`,
      { ...params, limit, ...(after && { afterAt: instant(after.at), afterId: after.id }) },
    ),
  ]);
  return { total: Number(counted[0]?.total ?? 0n), rows };
};

/** Conflicts of a workspace, standing ones first, then newest; `lives` keeps those that touch any of them. */
export const conflictsPage = async (
  ch: ClickHouse,
  workspace: number,
  limit: number,
  offset: number,
  lives: readonly bigint[] | null,
): Promise<{ total: number; rows: ConflictHistory[] }> => {
  const listed = `(SELECT namespace, scope, value, argMax(reason, t) AS reason, argMax(lives, t) AS lives,
      min(seen_at) AS observed_at, sum(sign) > 0 AS standing
    FROM (SELECT *, observed_at AS seen_at, (sign > 0, observed_at) AS t FROM conflicts
          WHERE workspace = {workspace:UInt32}) GROUP BY namespace, scope, value)
    WHERE ${lives ? 'hasAny(lives, {lives:Array(UInt128)})' : '1'}`;
  const params = { workspace, ...(lives && { lives }) };
  const [counted, rows] = await Promise.all([
    ch.query<{ total: bigint }>(`SELECT count() AS total FROM ${listed}`, params),
    ch.query<Omit<ConflictHistory, 'standing'> & { standing: number }>(
      `SELECT * FROM ${listed} ORDER BY standing DESC, observed_at DESC, namespace, value, scope ` +
        'LIMIT {limit:UInt32} OFFSET {offset:UInt32}',
      { ...params, limit, offset },
    ),
  ]);
  return {
    total: Number(counted[0]?.total ?? 0n),
    rows: rows.map((row) => ({ ...row, standing: row.standing === 1 })),
  };
};

/** A run of an import as its newest report tells it. */
export type ImportRun = {
  importId: string;
  source: string;
  file: string;
  mapping: string;
  state: ImportRow['state'];
  rows: number;
  events: number;
  deadLetters: number;
  completeThrough: number | null;
  startedAt: number;
  updatedAt: number;
  /** Rows that made no event, by reason. */
  drops: Record<string, number>;
};

/** One page of imports, newest first, and how many there are in all. */
export const importsPage = async (
  ch: ClickHouse,
  workspace: number,
  limit: number,
  offset: number,
): Promise<{ total: number; rows: ImportRun[] }> => {
  const [counted, rows] = await Promise.all([
    ch.query<{ total: bigint }>(
      'SELECT uniqExact(import_id) AS total FROM imports WHERE workspace = {workspace:UInt32}',
      { workspace },
    ),
    ch.query<Record<keyof ImportRun, never>>(
      `SELECT import_id, argMax(source, t) AS source, argMax(file, t) AS file, argMax(mapping, t) AS mapping,
         argMax(state, t) AS state, argMax(rows, t) AS rows, argMax(events, t) AS events,
         argMax(dead_letters, t) AS dead_letters, argMax(tuple(complete_through), t).1 AS complete_through,
         argMax(drops, t) AS drops,
         min(seen_at) AS started_at, max(seen_at) AS updated_at
       FROM (SELECT *, observed_at AS seen_at, (observed_at, batch, rows) AS t FROM imports
             WHERE workspace = {workspace:UInt32})
       GROUP BY import_id ORDER BY started_at DESC, import_id LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
      { workspace, limit, offset },
    ),
  ]);
  const asRun = (row: Record<keyof ImportRun, unknown>): ImportRun => ({
    ...(row as ImportRun),
    rows: Number(row.rows),
    events: Number(row.events),
    deadLetters: Number(row.deadLetters),
    drops: JSON.parse(String(row.drops)) as Record<string, number>,
  });
  return { total: Number(counted[0]?.total ?? 0n), rows: rows.map(asRun) };
};
