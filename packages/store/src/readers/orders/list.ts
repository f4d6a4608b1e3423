import type { OrderSort } from '@throughline/contracts';
import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import { type OrderFilter, selectOrders } from './filter.ts';
import { PROMISE_ZONES } from './promised.ts';
import type { World } from './world.ts';

/** Where a page ends: the sort value (UTC ms, or a stand-in where there is none) and the order of its last row. */
export type Place = { value: number; life: bigint };
export type ListQuery = {
  filter: OrderFilter;
  sort: OrderSort;
  judgedAt: number;
  limit: number;
  after: Place | null;
};

const COLUMNS: Readonly<Record<string, string>> = {
  placedAt: 'placed_at',
  lastEventAt: 'last_at',
  promiseDue: 'due',
};
/** Beyond every instant: orders without the value stand last whichever way the list runs. */
const NONE = 9_007_199_254_740_991;

/** Zones that day-long promises were made in; none where nothing will ask. */
export const promiseZones = async (ch: ClickHouse, { workspace }: World): Promise<string[]> =>
  (await ch.query<{ zone: string }>(PROMISE_ZONES, { workspace })).map(({ zone }) => zone);

/**
 * One page of the orders meant, by `sort` and then by id, and how many there are in all. Stable: the next page goes on
 * after the place given, wherever rows came in meanwhile.
 */
export const listOrders = async (
  ch: ClickHouse,
  world: World,
  query: ListQuery,
): Promise<{ total: number; places: Place[] }> => {
  const down = query.sort.startsWith('-');
  const name = query.sort.replace('-', '');
  const withPromise = name === 'promiseDue';
  const zones = withPromise || query.filter.late !== undefined ? await promiseZones(ch, world) : [];
  const { orders, params } = selectOrders(world, query.filter, {
    withPromise,
    judgedAt: query.judgedAt,
    zones,
  });
  const none = down ? -NONE : NONE;
  const has = withPromise ? "due > toDateTime64(0, 3, 'UTC')" : `isNotNull(${COLUMNS[name]})`;
  const value = `if(${has}, toUnixTimestamp64Milli(assumeNotNull(${COLUMNS[name]})), ${none})`;
  const beyond = query.after
    ? `WHERE (value, life) ${down ? '<' : '>'} ({value:Int64}, {life:UInt128}) `
    : '';
  const way = down ? 'DESC' : 'ASC';
  const [counted, places] = await Promise.all([
    ch.query<{ total: bigint }>(`SELECT count() AS total FROM ${orders}`, params),
    ch.query<{ value: bigint; life: bigint }>(
      `SELECT ${value} AS value, life FROM ${orders} ${beyond}ORDER BY value ${way}, life ${way} LIMIT {limit:UInt32}`,
      { ...params, limit: query.limit, ...query.after },
    ),
  ]);
  return {
    total: Number(counted[0]?.total ?? 0n),
    places: places.map(({ value: at, life }) => ({ value: Number(at), life })),
  };
};
