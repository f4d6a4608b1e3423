import type { KeyRole, Outcome } from '@throughline/contracts';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import type { Params } from '../clickhouse/engine.ts';
import type { ExceptBatch, KeyId } from './keys.reader.ts';

/** Where and for whom stitching reads: its own batch's rows do not count. */
export type StitchingView = {
  readonly clickhouse: ClickHouse;
  readonly workspace: number;
  readonly except: ExceptBatch;
};

const SCOPE = `workspace = {workspace:UInt32} AND NOT (writer = {exceptWriter:UInt64} AND batch = {exceptBatch:UInt64})`;
const CHUNK = 10_000;

async function chunked<T, Given>(
  { clickhouse, workspace, except }: StitchingView,
  given: readonly Given[],
  sql: string,
  params: (some: readonly Given[]) => Params,
): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < given.length; from += CHUNK) {
    const rows = await clickhouse.query<T>(
      sql,
      {
        workspace,
        exceptWriter: except.writer,
        exceptBatch: except.batch,
        ...params(given.slice(from, from + CHUNK)),
      },
      { lane: 'detect', maxRows: 5_000_000 },
    );
    for (const row of rows) found.push(row);
  }
  return found;
}

const idOf = ({ namespace, scope, value }: KeyId): string => `${namespace}\0${scope}\0${value}`;

/** Asks a table by values, and keeps the rows of the very keys that were asked for. */
async function ofKeys<T extends KeyId>(
  view: StitchingView,
  keys: readonly KeyId[],
  sql: string,
): Promise<T[]> {
  const asked = new Set(keys.map(idOf));
  const values = [...new Set(keys.map(({ value }) => value))];
  const rows = await chunked<T, string>(view, values, sql, (some) => ({ values: some }));
  return rows.filter((row) => asked.has(idOf(row)));
}

/** A life that holds a key in a role: `net` is the sum of signs, 0 where it held it once, `times` when its events occurred. */
export type KeyHoldingRow = KeyId & {
  readonly life: bigint;
  readonly role: KeyRole;
  readonly net: number;
  readonly times: readonly number[];
};

/** The lives that hold any of `keys`. */
export const keyHoldings = (view: StitchingView, keys: readonly KeyId[]): Promise<KeyHoldingRow[]> =>
  ofKeys(
    view,
    keys,
    `SELECT namespace, scope, value, life, role, toInt32(sum(sign)) AS net,
       groupUniqArrayIf(occurred_at, sign = 1) AS times
     FROM keys WHERE ${SCOPE} AND value IN {values:Array(String)}
     GROUP BY namespace, scope, value, life, role`,
  );

/** Sum of signs of a person's cuts (`reason` '') or of conflicts by reason; those of 0 are left out. */
export type KeyVerdictRow = KeyId & { readonly reason: string; readonly net: number };

/** More rows than these are asked by value; fewer, which is nearly always, are read whole: it is much less work. */
const FEW = 1000;

async function verdicts(
  view: StitchingView,
  keys: readonly KeyId[],
  table: 'case_cuts' | 'conflicts',
  reason: string,
): Promise<KeyVerdictRow[]> {
  const grouped = (where: string) =>
    `SELECT namespace, scope, value, ${reason === 'reason' ? 'reason' : `${reason} AS reason`}, toInt32(sum(sign)) AS net FROM ${table}
     WHERE ${SCOPE}${where} GROUP BY namespace, scope, value, reason HAVING net != 0`;
  const [size] = await view.clickhouse.query<{ rows: number }>(
    `SELECT toUInt32(count()) AS rows FROM ${table}`,
    {},
    { lane: 'detect' },
  );
  if (size?.rows === 0) return [];
  if ((size?.rows ?? FEW) >= FEW) return ofKeys(view, keys, grouped(' AND value IN {values:Array(String)}'));
  const asked = new Set(keys.map(idOf));
  const rows = await chunked<KeyVerdictRow, null>(view, [null], grouped(''), () => ({}));
  return rows.filter((row) => asked.has(idOf(row)));
}

/** Cuts of any of `keys`. */
export const cutsOfKeys = (view: StitchingView, keys: readonly KeyId[]): Promise<KeyVerdictRow[]> =>
  verdicts(view, keys, 'case_cuts', "''");

/** Conflicts of any of `keys`. */
export const conflictsOfKeys = (view: StitchingView, keys: readonly KeyId[]): Promise<KeyVerdictRow[]> =>
  verdicts(view, keys, 'conflicts', 'reason');

/** An event that waits under a shared key. */
export type WaitingRow = KeyId & {
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly net: number;
};

/** Events that wait under any of `keys`. */
export const waitingUnder = (view: StitchingView, keys: readonly KeyId[]): Promise<WaitingRow[]> =>
  ofKeys(
    view,
    keys,
    `SELECT namespace, scope, value, event_key, home, occurred_at, toInt32(sum(sign)) AS net FROM shared_events
     WHERE ${SCOPE} AND value IN {values:Array(String)}
     GROUP BY namespace, scope, value, event_key, home, occurred_at HAVING net != 0`,
  );

/** Sums of signs in the orphan queue, by event key. */
export async function orphanNets(
  view: StitchingView,
  eventKeys: readonly bigint[],
): Promise<Map<bigint, number>> {
  const rows = await chunked<{ eventKey: bigint; net: number }, bigint>(
    view,
    eventKeys,
    `SELECT event_key, toInt32(sum(sign)) AS net FROM orphans
     WHERE ${SCOPE} AND event_key IN {eventKeys:Array(UInt128)} GROUP BY event_key`,
    (some) => ({ eventKeys: some }),
  );
  return new Map(rows.map(({ eventKey, net }) => [eventKey, net]));
}

/** What of a stored event tells its lives; `data` is JSON that holds its keys and links. */
export type TellingRow = {
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly source: string;
  readonly type: string;
  readonly outcome: Outcome;
  readonly occurredAt: number;
  readonly correlationId: string;
  readonly data: string;
};

const TELLING = 'event_key, life AS home, source, type, outcome, occurred_at, correlation_id, data';

/** Events stored under `lives`. */
export const tellingsOfLives = (view: StitchingView, lives: readonly bigint[]): Promise<TellingRow[]> =>
  chunked(
    view,
    lives,
    `SELECT ${TELLING} FROM events WHERE ${SCOPE} AND life IN {lives:Array(UInt128)} LIMIT 1 BY event_key`,
    (some) => ({ lives: some }),
  );

/** Events by where they are stored. */
export const tellingsAt = (
  view: StitchingView,
  places: readonly { readonly home: bigint; readonly eventKey: bigint; readonly occurredAt: number }[],
): Promise<TellingRow[]> =>
  chunked(
    view,
    places,
    `SELECT ${TELLING} FROM events
     WHERE ${SCOPE} AND life IN {homes:Array(UInt128)} AND event_key IN {eventKeys:Array(UInt128)}
       AND occurred_at IN (SELECT fromUnixTimestamp64Milli(arrayJoin({times:Array(Int64)}), 'UTC'))
     LIMIT 1 BY event_key`,
    (some) => ({
      homes: [...new Set(some.map(({ home }) => home))],
      times: [...new Set(some.map(({ occurredAt }) => occurredAt))],
      eventKeys: some.map(({ eventKey }) => eventKey),
    }),
  );

/** Sum of signs of an event's link to a life, with the key of one of the rows and where the event is. */
export type LinkNetRow = KeyId & {
  readonly life: bigint;
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly net: number;
};

const LINKS = `SELECT life, event_key, any(l.home) AS home, any(l.occurred_at) AS occurred_at,
    argMax(l.namespace, l.sign) AS namespace, argMax(l.scope, l.sign) AS scope, argMax(l.value, l.sign) AS value,
    toInt32(sum(l.sign)) AS net
  FROM event_links AS l WHERE ${SCOPE} AND life IN {lives:Array(UInt128)}`;

/** Links to any of `lives`, also those whose sum is 0: what two collectors took out at once must be found again. */
export const linksToLives = (view: StitchingView, lives: readonly bigint[]): Promise<LinkNetRow[]> =>
  chunked(view, lives, `${LINKS} GROUP BY life, event_key`, (some) => ({ lives: some }));

/** Links of any of `eventKeys` to any of `lives`. */
export const linksBetween = (
  view: StitchingView,
  lives: readonly bigint[],
  eventKeys: readonly bigint[],
): Promise<LinkNetRow[]> =>
  chunked(
    view,
    lives,
    `${LINKS} AND event_key IN {eventKeys:Array(UInt128)} GROUP BY life, event_key HAVING net != 0`,
    (some) => ({ lives: some, eventKeys }),
  );

/** Sum of signs of a link between two lives by one key, never 0. */
export type CaseLinkNetRow = KeyId & {
  readonly loser: bigint;
  readonly survivor: bigint;
  readonly net: number;
};

/** Every link between lives of the workspace, by key: few lives need one. */
export const standingCaseLinks = (view: StitchingView): Promise<CaseLinkNetRow[]> =>
  chunked(
    view,
    [null],
    `SELECT loser, survivor, namespace, scope, value, toInt32(sum(sign)) AS net FROM case_links
     WHERE ${SCOPE} GROUP BY loser, survivor, namespace, scope, value HAVING net != 0`,
    () => ({}),
  );
