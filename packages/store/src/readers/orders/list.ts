import type { OrderSort } from '@throughline/contracts';
import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import { type OrderFilter, selectOrders } from './filter.ts';
import { PROMISE_ZONES } from './promised.ts';
import type { World } from './world.ts';

/** Where a page ends: the sort value of its last row (UTC ms, negative in a list that runs down; a stand-in where there is
 * none) and its order. */
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
 * One page of the orders meant, by `sort` and then by id, and how many there are in all, in one pass. Stable: the next
 * page goes on after the place given, wherever rows came in meanwhile.
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
    stages: name === 'placedAt' ? ['placed'] : [],
    withPromise,
    judgedAt: query.judgedAt,
    zones,
  });
  const has = withPromise ? "due > toDateTime64(0, 3, 'UTC')" : `isNotNull(${COLUMNS[name]})`;
  const millis = `toUnixTimestamp64Milli(assumeNotNull(${COLUMNS[name]}))`;
  // Both parts turned round for a list that runs down, so that the smallest places are always the next.
  const turned = down
    ? `(if(${has}, -${millis}, ${NONE}), bitNot(life))`
    : `(if(${has}, ${millis}, ${NONE}), life)`;
  const [row] = await ch.query<{ total: bigint; places: [bigint, bigint][] }>(
    `SELECT count() AS total, groupArraySortedIf(${query.limit})(place, place > ({value:Int64}, {life:UInt128})) AS places ` +
      `FROM (SELECT ${turned} AS place FROM ${orders})`,
    { ...params, ...turnedPlace(query.after, down) },
  );
  return {
    total: Number(row?.total ?? 0n),
    places: (row?.places ?? []).map(([value, life]) => ({
      value: Number(value),
      life: down ? ALL_BITS - life : life,
    })),
  };
};

const ALL_BITS = (1n << 128n) - 1n;

/** A place as the statement compares it: before the first of all, or that of the last row shown. */
const turnedPlace = (after: Place | null, down: boolean): Place =>
  after
    ? { value: after.value, life: down ? ALL_BITS - after.life : after.life }
    : { value: -Number.MAX_SAFE_INTEGER, life: 0n };
