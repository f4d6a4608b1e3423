import {
  type AttributeTest,
  COMMON_ATTRIBUTES,
  FINAL_PROGRESS,
  LIFE_ROOTS,
  type LifeRoot,
  PROGRESS,
  type Progress,
} from '@throughline/contracts';
import { instant, type ParamValue } from '../../clickhouse/engine.ts';
import { IS_OPEN, isSure, orderFacts, PROGRESS_OF } from './facts.ts';
import { promised } from './promised.ts';
import { REACHED, resolved, until, type World, worldParams } from './world.ts';

/** Which orders are meant; instants are UTC milliseconds. What is left out does not filter. */
export type OrderFilter = {
  root?: LifeRoot | undefined;
  progress?: readonly Progress[] | undefined;
  open?: boolean | undefined;
  blocked?: boolean | undefined;
  late?: boolean | undefined;
  placedFrom?: number | undefined;
  placedTo?: number | undefined;
  attr?: readonly AttributeTest[] | undefined;
  exclude?: readonly AttributeTest[] | undefined;
  /** Stored ids of the lives to look at. */
  lives?: readonly bigint[] | undefined;
};

const COMMON: ReadonlySet<string> = new Set(COMMON_ATTRIBUTES);

/**
 * Orders with an attribute: a common one by what was told last, another by whatever any of its facts told. `values` and
 * `given` are the SQL of the values and of the name.
 */
const withAttribute = (world: World, { name }: AttributeTest, values: string, given: string): string => {
  const ws = 't.workspace = {workspace:UInt32} AND t.life != 0';
  // The rollup still tells what an overruled version said.
  const fromLives = world.at === null && world.joins.overruled.length === 0;
  if (COMMON.has(name)) {
    if (fromLives) {
      const told = resolved(world, 'lives', `t.${name} AS told`, ws);
      return `(SELECT one FROM ${told} GROUP BY one HAVING argMaxMerge(told) IN ${values})`;
    }
    const told = resolved(
      world,
      'events',
      `t.${name} AS told, (t.occurred_at, t.event_key) AS place`,
      `${ws} AND t.${name} != '' AND ${until(world, REACHED)}`,
    );
    return `(SELECT one FROM ${told} GROUP BY one HAVING argMax(told, place) IN ${values})`;
  }
  if (fromLives) {
    const pairs = `arrayMap(value -> concat(${given}, '=', value), ${values})`;
    return `(SELECT one FROM ${resolved(world, 'lives', '1', `${ws} AND hasAny(t.attribute_pairs, ${pairs})`)})`;
  }
  const where = `${ws} AND t.attributes[${given}] IN ${values} AND ${until(world, REACHED)}`;
  return `(SELECT one FROM ${resolved(world, 'events', '1', where)})`;
};

/** Orders on hold: a hold was placed and nobody released it since. */
const onHold = (world: World): string => {
  const holds = resolved(
    world,
    'events',
    "JSONExtractString(t.data, 'hold', 'holdId') AS hold, t.type AS type, " +
      `(${REACHED}, t.rank, t.event_key) AS place`,
    "t.workspace = {workspace:UInt32} AND t.life != 0 AND t.type IN ('hold.placed', 'hold.released') " +
      `AND t.outcome = 'ok' AND ${until(world, REACHED)}` +
      (world.joins.special.size > 0 ? ' AND t.event_key NOT IN {takenBack:Array(UInt128)}' : ''),
  );
  return `(SELECT one FROM ${holds} GROUP BY one, hold HAVING argMax(type, place) = 'hold.placed')`;
};

/** Delivered after the promise, or open past it, over a row with `due_end`, judged at `{judgedAt}`. */
export const DELIVERED_LATE = `(due_end > toDateTime64(0, 3, 'UTC') AND ${isSure('delivered')} AND delivered_at > due_end)`;
export const OPEN_PAST_PROMISE = `(due_end > toDateTime64(0, 3, 'UTC') AND ${IS_OPEN} AND {judgedAt:DateTime64(3, 'UTC')} > due_end)`;

/** A statement over the orders meant, its parameters, and the column names that `orders` gives. */
export type Selection = { orders: string; params: Record<string, ParamValue> };

/**
 * The orders meant, as a subquery with the columns of `orderFacts` for `stages` and those that the filter asks for, and
 * with `due` and `due_end` (1970 without a promise) when `withPromise`. Clocks are judged at `judgedAt` (UTC ms).
 */
export const selectOrders = (
  world: World,
  filter: OrderFilter,
  options: {
    stages: readonly Progress[];
    withPromise: boolean;
    judgedAt: number;
    zones: readonly string[];
  },
): Selection => {
  const params: Record<string, ParamValue> = { ...worldParams(world), judgedAt: instant(options.judgedAt) };
  const lives = filter.lives === undefined ? undefined : '{lives:Array(UInt128)}';
  if (filter.lives) params.lives = filter.lives;
  const conditions = filter.root ? [`root_rank IN (${rootRanks(filter.root).join(', ')})`] : ['1'];
  if (filter.placedFrom !== undefined) {
    params.placedFrom = instant(filter.placedFrom);
    conditions.push("placed_at >= {placedFrom:DateTime64(3, 'UTC')}");
  }
  if (filter.placedTo !== undefined) {
    params.placedTo = instant(filter.placedTo);
    conditions.push("placed_at < {placedTo:DateTime64(3, 'UTC')}");
  }
  if (filter.progress) {
    params.progress = filter.progress;
    conditions.push(`${PROGRESS_OF} IN {progress:Array(String)}`);
  }
  if (filter.open !== undefined) conditions.push(filter.open ? IS_OPEN : `NOT ${IS_OPEN}`);
  if (filter.blocked !== undefined)
    conditions.push(`life ${filter.blocked ? 'IN' : 'NOT IN'} ${onHold(world)}`);
  const withPromise = options.withPromise || filter.late !== undefined;
  if (filter.late !== undefined) {
    conditions.push(`${filter.late ? '' : 'NOT '}(${DELIVERED_LATE} OR ${OPEN_PAST_PROMISE})`);
  }
  [...(filter.attr ?? []), ...(filter.exclude ?? [])].forEach((test, at) => {
    params[`values${at}`] = test.values;
    params[`name${at}`] = test.name;
    const keep = at < (filter.attr?.length ?? 0);
    conditions.push(
      `life ${keep ? 'IN' : 'NOT IN'} ${withAttribute(world, test, `{values${at}:Array(String)}`, `{name${at}:String}`)}`,
    );
  });
  const facts = orderFacts(world, LIFE_ROOTS, stagesOf(filter, options.stages), lives);
  const from = withPromise
    ? `(SELECT f.*, p.due AS due, p.due_end AS due_end FROM (${facts}) AS f LEFT JOIN (${promised(world, options.zones, lives)}) AS p ON p.life = f.life)`
    : `(${facts})`;
  return { orders: `(SELECT * FROM ${from} WHERE ${conditions.join(' AND ')})`, params };
};

/** Milestones that a filter, or who asks, looks at. */
const stagesOf = (filter: OrderFilter, asked: readonly Progress[]): readonly Progress[] => {
  if (filter.progress) return PROGRESS;
  const stages = new Set(asked);
  if (filter.placedFrom !== undefined || filter.placedTo !== undefined) stages.add('placed');
  if (filter.open !== undefined || filter.late !== undefined) {
    for (const progress of FINAL_PROGRESS) stages.add(progress);
  }
  return [...stages];
};

/** A life that no fact has told the root of counts as an order: it may yet turn out to be one. */
const rootRanks = (root: LifeRoot): number[] => {
  const rank = LIFE_ROOTS.indexOf(root) + 1;
  return root === 'order' ? [rank, 255] : [rank];
};
