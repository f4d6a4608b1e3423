import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { Params } from '../clickhouse/engine.ts';
import type { EventRow } from '../tables/events.table.ts';
import { snake } from '../tables/table.ts';
import type { Cursor } from './batches.reader.ts';
import { type EventPlace, eventsAtPlaces, type LifeEvent } from './events.reader.ts';
import { asWinnersTell } from './winners.reader.ts';

/** Everything that detection asks is asked in its own lane. */
const DETECT: ReadOptions = { lane: 'detect', maxRows: 1_000_000, timeoutMs: 120_000 };

const cursorParams = (name: string, cursor: Cursor): Params => ({
  [`${name}Writers`]: [...cursor.keys()],
  [`${name}Batches`]: [...cursor.values()],
});
const batchOf = (name: string): string =>
  `if(has({${name}Writers:Array(UInt64)}, writer), {${name}Batches:Array(UInt64)}[indexOf({${name}Writers:Array(UInt64)}, writer)], 0)`;
/** Keeps rows that a reader at the cursor `to` may know. */
const KNOWN = `batch <= ${batchOf('to')}`;
/** Keeps rows after the cursor `from`, up to `to`; a range said for each writer is found by the sort key. */
const newIn = ({ from, to }: Span): { where: string; params: Params } => {
  const writers = [...to].filter(([writer, batch]) => batch > (from.get(writer) ?? 0n));
  const ranges = writers.map(
    (_, at) => `(writer = {w${at}:UInt64} AND batch > {a${at}:UInt64} AND batch <= {b${at}:UInt64})`,
  );
  const params = writers.flatMap(([writer, batch], at): [string, bigint][] => [
    [`w${at}`, writer],
    [`a${at}`, from.get(writer) ?? 0n],
    [`b${at}`, batch],
  ]);
  return {
    where: ranges.length === 0 ? '0' : `(${ranges.join(' OR ')})`,
    params: Object.fromEntries(params),
  };
};

/** The newest committed batch of each writer that has one after `cursor`; those of others are left out. */
export const batchesBeyond = async (clickhouse: ClickHouse, cursor: Cursor): Promise<Cursor> => {
  // Said one by one, the sort key finds them; a writer or two is what there is.
  const known = [...cursor.keys()].map((_, at) => `(writer = {w${at}:UInt64} AND c.batch > {b${at}:UInt64})`);
  const params = [...cursor].flatMap(([writer, batch], at) => [
    [`w${at}`, writer],
    [`b${at}`, batch],
  ]);
  const rows = await clickhouse.query<{ writer: bigint; batch: bigint }>(
    `SELECT writer, max(c.batch) AS batch FROM committed_batches AS c
     WHERE workspace = 0 AND (${[...known, 'writer NOT IN {writers:Array(UInt64)}'].join(' OR ')}) GROUP BY writer`,
    { writers: [...cursor.keys()], ...(Object.fromEntries(params) as Params) },
    DETECT,
  );
  return new Map(rows.map(({ writer, batch }) => [writer, batch]));
};

/** What batches are asked about: those after `from`, up to `to`. */
export type Span = { readonly from: Cursor; readonly to: Cursor };

/** Lives touched by the batches of a span, ascending, from after `after` on, at most `limit`. */
export const changedLives = async (
  clickhouse: ClickHouse,
  workspace: number,
  span: Span,
  after: bigint,
  limit: number,
): Promise<bigint[]> => {
  const { where, params } = newIn(span);
  const rows = await clickhouse.query<{ life: bigint }>(
    `SELECT life FROM changes WHERE workspace = {workspace:UInt32} AND ${where} AND life > {after:UInt128}
     GROUP BY life ORDER BY life LIMIT {limit:UInt32}`,
    { workspace, after, limit, ...params },
    DETECT,
  );
  return rows.map(({ life }) => life);
};

/** How many lives the batches of a span touched. */
export const countChangedLives = async (
  clickhouse: ClickHouse,
  workspace: number,
  span: Span,
): Promise<number> => {
  const { where, params } = newIn(span);
  const [row] = await clickhouse.query<{ n: bigint }>(
    `SELECT uniqExact(life) AS n FROM changes WHERE workspace = {workspace:UInt32} AND ${where} AND life != 0`,
    { workspace, ...params },
    DETECT,
  );
  return Number(row?.n ?? 0n);
};

/** When each source was last heard of in the batches of a span, UTC ms. */
export const heardOf = async (
  clickhouse: ClickHouse,
  workspace: number,
  span: Span,
): Promise<Map<string, number>> => {
  const { where, params } = newIn(span);
  const rows = await clickhouse.query<{ source: string; last: number }>(
    `SELECT source, max(observed_at) AS last FROM changes
     WHERE workspace = {workspace:UInt32} AND ${where} AND source != '' GROUP BY source`,
    { workspace, ...params },
    DETECT,
  );
  return new Map(rows.map(({ source, last }) => [source, last]));
};

/** How far a source declared itself complete, as known at `to`. */
export type DeclaredFeed = { readonly source: string; readonly through: number; readonly kind: string };

/** The latest declared completeness of every source that declared one, as known at a cursor. */
export const declaredFeeds = (
  clickhouse: ClickHouse,
  workspace: number,
  to: Cursor,
): Promise<DeclaredFeed[]> =>
  clickhouse.query<DeclaredFeed>(
    `SELECT source, max(complete_through) AS through, argMax(kind, complete_through) AS kind FROM feeds
     WHERE workspace = {workspace:UInt32} AND ${KNOWN} GROUP BY source ORDER BY source`,
    { workspace, ...cursorParams('to', to) },
    DETECT,
  );

/** Pairs of lives that are one, as known at a cursor. */
export const standingLinksAt = (
  clickhouse: ClickHouse,
  workspace: number,
  to: Cursor,
): Promise<{ loser: bigint; survivor: bigint }[]> =>
  clickhouse.query(
    `SELECT loser, survivor FROM case_links WHERE workspace = {workspace:UInt32} AND ${KNOWN}
     GROUP BY loser, survivor HAVING sum(sign) > 0`,
    { workspace, ...cursorParams('to', to) },
    { ...DETECT, maxRows: 5_000_000 },
  );

/** Columns of an event that judging looks at; the others are not read, which halves the work. */
const COLUMNS = [
  ...[
    'life',
    'eventKey',
    'eventId',
    'source',
    'system',
    'type',
    'occurredAt',
    'observedAt',
    'writer',
    'batch',
  ],
  ...[
    'timePrecision',
    'timeZone',
    'flags',
    'corrects',
    'correctsId',
    'amount',
    'currency',
    'outcome',
    'channel',
  ],
  ...[
    'node',
    'carrier',
    'serviceLevel',
    'skuGroup',
    'connector',
    'apiVersion',
    'market',
    'attributes',
    'data',
  ],
] as const;
const JUDGED = COLUMNS.map(snake).join(', ');
const UNREAD = {
  ...{
    workspace: 0,
    rank: 0,
    root: '',
    correlationId: '',
    causationId: '',
    revision: '',
    accountingDate: null,
  },
  ...{
    period: '',
    entity: '',
    errorClass: '',
    errorCode: '',
    errorMessage: '',
    promiseKind: '',
    promiseDue: null,
  },
  ...{
    promiseDuePrecision: '',
    traceparent: '',
    dataschema: '',
    deliveryId: '',
    payloadId: 0n,
    payloadIndex: 0,
  },
} satisfies Partial<EventRow>;
type JudgedRow = Omit<EventRow, keyof typeof UNREAD>;

type LinkRow = EventPlace & { readonly life: bigint; readonly share: string; readonly net: number };

const placeOf = ({ life, eventKey }: { life: bigint; eventKey: bigint }): string => `${life}:${eventKey}`;

/**
 * Everything that belongs to the given lives as known at a cursor: events at home there, less those that a link takes
 * out, and events linked to them; once for each life. A fact that was contradicted reads as the version that wins.
 */
export const eventsKnownAt = async (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  to: Cursor,
): Promise<LifeEvent[]> => {
  if (lives.length === 0) return [];
  const params = { workspace, lives, ...cursorParams('to', to) };
  const [home, links] = await Promise.all([
    clickhouse.query<JudgedRow>(
      `SELECT ${JUDGED} FROM events WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)} AND ${KNOWN}
       ORDER BY life, occurred_at, event_key, observed_at, writer, batch LIMIT 1 BY event_key`,
      params,
      DETECT,
    ),
    clickhouse.query<LinkRow>(
      `SELECT life, event_key, any(home) AS home, any(occurred_at) AS occurred_at,
         argMin(share, (sign < 0, observed_at)) AS share, toInt32(sum(sign)) AS net
       FROM event_links WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)} AND ${KNOWN}
       GROUP BY life, event_key HAVING net != 0`,
      params,
      DETECT,
    ),
  ]);
  const byPlace = new Map(links.map((link) => [placeOf(link), link]));
  const kept = home.flatMap((row) => {
    const link = byPlace.get(placeOf(row));
    return (link?.net ?? 1) > 0 ? [{ ...UNREAD, ...row, ofLife: row.life, share: link?.share ?? '' }] : [];
  });
  const away = links.filter(({ life, home: from, net }) => net > 0 && life !== from);
  const rows = new Map(
    (await eventsAtPlaces(clickhouse, workspace, away, DETECT)).map((row) => [row.eventKey, row]),
  );
  const linked = away.flatMap(({ eventKey, life, share }) => {
    const row = rows.get(eventKey);
    return row ? [{ ...row, ofLife: life, share }] : [];
  });
  const known = { where: KNOWN, params: cursorParams('to', to) };
  return asWinnersTell(clickhouse, workspace, [...kept, ...linked], known, DETECT);
};
