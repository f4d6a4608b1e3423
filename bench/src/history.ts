import { type ClickHouse, TABLES } from '@throughline/store';

/** The instant up to which the histories of benches go, epoch ms. */
export const HISTORY_END = Date.UTC(2026, 0, 10);
const SETTLED = ['order.created', 'payment.authorized', 'shipment.confirmed', 'shipment.delivered'] as const;
/** Events of one settled order, and of one open one. */
export const PER_SETTLED = SETTLED.length;
const OPEN = ['order.created', 'payment.authorized', 'promise.set'] as const;

const words = (list: readonly string[]): string => `[${list.map((word) => `'${word}'`).join(', ')}]`;
const SOURCES = ['commerce/bench', 'psp/bench', 'wms/bench', 'carrier/bench'] as const;
const SOURCE_OF = `transform(type, ${words([...SETTLED, 'promise.set'])}, ${words([...SOURCES, 'commerce/bench'])}, 'wms/bench')`;
/** A 128-bit id that is spread over all ids, as hashes are. */
const idOf = (text: string): string => `reinterpretAsUInt128(sipHash128(${text}))`;

const EVENTS = `INSERT INTO events (workspace, life, event_key, event_id, source, system, type, rank, occurred_at,
  observed_at, writer, batch, root, channel, market, amount, currency, outcome,
  time_precision, data) SELECT {workspace:UInt32}, life,
  ${idOf(`concat(toString({workspace:UInt32}), name, type)`)} AS event_key, concat(name, ':', type),
  ${SOURCE_OF} AS source, splitByChar('/', source)[1], type, 10, occurred_at, occurred_at + INTERVAL 1 SECOND, 1,
  {batch:UInt64}, 'order', 'marketplace', 'de', 129.90, 'EUR', 'ok', 'instant',
  data FROM`;

/** Says that a batch of the bench's one writer is wholly stored. */
export const commitBatch = (clickhouse: ClickHouse, batch: number): Promise<void> => {
  const position = { writer: 1n, batch: BigInt(batch) };
  return clickhouse.insert(
    TABLES.committedBatches,
    [
      {
        ...position,
        ...{
          workspace: 0,
          firstPosition: position.batch,
          lastPosition: position.batch,
          rows: 1,
          committedAt: 0,
        },
      },
    ],
    { token: `commit:${batch}` },
  );
};

/** Stores that every source of the bench is complete for ever. */
export const completeForEver = (clickhouse: ClickHouse, workspace: number, batch: number): Promise<void> =>
  clickhouse.insert(
    TABLES.feeds,
    SOURCES.map((source) => ({
      ...{ workspace, source, kind: 'heartbeat' as const, completeThrough: Date.UTC(2200, 0, 1) },
      ...{ observedAt: HISTORY_END, writer: 1n, batch: BigInt(batch) },
    })),
    { token: `feeds:${workspace}:${batch}` },
  );

/** Stores `orders` delivered orders of four events each, a year of them, with their keys; made by the engine itself. */
export const storeSettled = async (
  clickhouse: ClickHouse,
  workspace: number,
  orders: number,
  batch: number,
): Promise<void> => {
  const step = 250_000;
  const params = { workspace, batch, end: HISTORY_END / 1000 };
  for (let from = 0; from < orders; from += step) {
    const rows = `SELECT concat('S', toString(number)) AS name, ${idOf(`concat(toString({workspace:UInt32}), name)`)} AS life,
      toDateTime64({end:UInt32} - 864000 - number % 31536000, 3, 'UTC') AS placed
      FROM numbers({from:UInt64}, {count:UInt64})`;
    const some = { ...params, from, count: Math.min(step, orders - from) };
    await clickhouse.command(
      `${EVENTS} (SELECT life, name, arrayJoin(${words(SETTLED)}) AS type, '{}' AS data,
         placed + toIntervalHour(12 * (indexOf(${words(SETTLED)}, type) - 1)) AS occurred_at FROM (${rows}))`,
      some,
    );
    await clickhouse.command(
      `INSERT INTO keys (workspace, value, namespace, scope, life, role, event_key, occurred_at, observed_at, writer, batch, sign)
       SELECT {workspace:UInt32}, name, 'order', '', life, 'identity', life, placed, placed, 1, {batch:UInt64}, 1 FROM (${rows})`,
      some,
    );
  }
};

/** Stores `orders` open orders: placed over the last two days, paid, and promised. */
export const storeOpen = (
  clickhouse: ClickHouse,
  workspace: number,
  orders: number,
  batch: number,
): Promise<void> =>
  clickhouse.command(
    `${EVENTS} (SELECT life, name, arrayJoin(${words(OPEN)}) AS type, placed + INTERVAL 60 SECOND AS occurred_at,
       if(type = 'promise.set', concat('{"promise":{"kind":"deliver_by","by":"shown","duePrecision":"instant","consent":"none","due":"',
         formatDateTime(placed + INTERVAL 5 DAY, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC'), '"}}'), '{}') AS data
     FROM (SELECT concat('O', toString(number)) AS name, ${idOf(`concat(toString({workspace:UInt32}), name)`)} AS life,
       toDateTime64({end:UInt32} - number % 172800, 3, 'UTC') AS placed FROM numbers({orders:UInt64})))`,
    { workspace, batch, orders, end: HISTORY_END / 1000 },
  );

/** Stores one more event, `shipment.picked`, on `count` open orders from the `skip`-th on, at `at` (epoch ms). */
export const storePicked = (
  clickhouse: ClickHouse,
  workspace: number,
  { skip, count, at, batch }: { skip: number; count: number; at: number; batch: number },
): Promise<void> =>
  clickhouse.command(
    `${EVENTS} (SELECT ${idOf(`concat(toString({workspace:UInt32}), order)`)} AS life,
       concat('O', toString(number)) AS order, concat(order, '/', toString({batch:UInt64})) AS name,
       'shipment.picked' AS type, toDateTime64({at:UInt32}, 3, 'UTC') AS occurred_at, '{}' AS data
     FROM numbers({skip:UInt64}, {count:UInt64}))`,
    { workspace, batch, skip, count, at: Math.floor(at / 1000) },
  );
