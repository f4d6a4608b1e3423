import { COMMON_ATTRIBUTES } from '@throughline/contracts';
import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import { resolved, type World, worldParams } from './world.ts';

const LIVES = 't.workspace = {workspace:UInt32} AND t.life != 0';

/** Names of the attributes that orders carry, common ones first. */
export const attributeNames = async (ch: ClickHouse, workspace: number): Promise<string[]> => {
  const told = COMMON_ATTRIBUTES.map((name) => `countIf(${name} != '') > 0`).join(', ');
  const [[common], others] = await Promise.all([
    ch.query<{ told: number[] }>(
      `SELECT [${told}] AS told FROM events WHERE workspace = {workspace:UInt32}`,
      { workspace },
    ),
    ch.query<{ name: string }>(
      "SELECT DISTINCT arrayJoin(arrayMap(pair -> substring(pair, 1, position(pair, '=') - 1), attribute_pairs)) AS name " +
        'FROM lives WHERE workspace = {workspace:UInt32} ORDER BY name LIMIT 1000',
      { workspace },
    ),
  ]);
  return [...COMMON_ATTRIBUTES.filter((_, index) => common?.told[index]), ...others.map(({ name }) => name)];
};

/** Values of an attribute and how many orders have each, most first, at most 200. */
export const attributeValues = async (
  ch: ClickHouse,
  world: World,
  name: string,
): Promise<{ value: string; orders: number }[]> => {
  const isCommon = (COMMON_ATTRIBUTES as readonly string[]).includes(name);
  const values = isCommon
    ? `(SELECT one, argMaxMerge(told) AS value FROM ${resolved(world, 'lives', `t.${name} AS told`, LIVES)} GROUP BY one)`
    : "(SELECT DISTINCT one, substring(pair, position(pair, '=') + 1) AS value FROM (SELECT one, arrayJoin(pairs) AS pair " +
      `FROM ${resolved(world, 'lives', 't.attribute_pairs AS pairs', LIVES)}) WHERE startsWith(pair, concat({name:String}, '=')))`;
  const rows = await ch.query<{ value: string; orders: bigint }>(
    `SELECT value, count() AS orders FROM ${values} WHERE value != '' GROUP BY value ORDER BY orders DESC, value LIMIT 200`,
    { ...worldParams(world), name },
  );
  return rows.map(({ value, orders }) => ({ value, orders: Number(orders) }));
};
