import { FINAL_PROGRESS, PROGRESS, type Progress } from '@throughline/contracts';
import type { ClickHouse } from '../../clickhouse/clickhouse.ts';
import { instant } from '../../clickhouse/engine.ts';
import { IS_OPEN, isSure, milestoneColumn, PROGRESS_OF } from './facts.ts';
import { DELIVERED_LATE, OPEN_PAST_PROMISE, type OrderFilter, selectOrders } from './filter.ts';
import { promiseZones } from './list.ts';
import { REACHED, resolved, until, type World } from './world.ts';

/** Counts of orders; `older` as many as `olderThanHours`, `stages` per progress in the order of PROGRESS. */
export type OrderCounts = {
  total: number;
  open: number;
  openNotHandedOver: number;
  older: number[];
  openPastPromise: number;
  delivered: number;
  late: number;
  neverApproved: number;
  neverHandedOver: number;
  neverDelivered: number;
  handedOverBeforeApproval: number;
  deliveredBeforeHandedOver: number;
  noProgress: number;
  stages: { progress: Progress; count: number; open: number }[];
  lifecycleFacts: number;
  promiseFacts: number;
};

const before = (first: Progress, second: Progress): string =>
  `countIf(${isSure(first)} AND ${isSure(second)} AND ${milestoneColumn(first)} < ${milestoneColumn(second)})`;

/** Counts over the orders meant, clocks judged at `judgedAt` (UTC ms). Facts are counted once each. */
export const countOrders = async (
  ch: ClickHouse,
  world: World,
  filter: OrderFilter,
  { judgedAt, olderThanHours }: { judgedAt: number; olderThanHours: readonly number[] },
): Promise<OrderCounts> => {
  const zones = await promiseZones(ch, world);
  const { orders, params } = selectOrders(world, filter, {
    stages: PROGRESS,
    withPromise: true,
    judgedAt,
    zones,
  });
  const waiting = `${IS_OPEN} AND isNull(shipped_at)`;
  const older = olderThanHours.map((hours, index) => {
    params[`older${index}`] = instant(judgedAt - hours * 3_600_000);
    return `countIf(${waiting} AND placed_at < {older${index}:DateTime64(3, 'UTC')})`;
  });
  const stages = PROGRESS.flatMap((progress) => [
    `countIf(progress = '${progress}')`,
    `countIf(progress = '${progress}' AND ${IS_OPEN})`,
  ]);
  const counts = [
    'count()',
    `countIf(${IS_OPEN})`,
    `countIf(${waiting})`,
    `countIf(${OPEN_PAST_PROMISE})`,
    'countIf(isNotNull(delivered_at))',
    `countIf(${DELIVERED_LATE})`,
    'countIf(isNull(approved_at))',
    'countIf(isNull(shipped_at))',
    'countIf(isNull(delivered_at))',
    before('shipped', 'approved'),
    before('delivered', 'shipped'),
    "countIf(progress = '')",
    ...older,
    ...stages,
  ];
  const facts = resolved(
    world,
    'events',
    't.event_key AS event_key, t.type AS type',
    `t.workspace = {workspace:UInt32} AND t.life != 0 AND ${until(world, REACHED)}`,
  );
  const { orders: members } = selectOrders(world, filter, {
    stages: [],
    withPromise: false,
    judgedAt,
    zones,
  });
  const isPromise = "type IN ('promise.set', 'promise.changed')";
  const [[row], [told]] = await Promise.all([
    ch.query<{ counts: bigint[] }>(
      `SELECT [${counts.join(', ')}] AS counts FROM (SELECT *, ${PROGRESS_OF} AS progress FROM ${orders})`,
      params,
    ),
    // Per order first, so that distinct keys are held for one order at a time.
    ch.query<{ counts: bigint[] }>(
      'SELECT [sum(lifecycle), sum(promises)] AS counts FROM (SELECT ' +
        `uniqExactIf(event_key, NOT ${isPromise}) AS lifecycle, uniqExactIf(event_key, ${isPromise}) AS promises ` +
        `FROM ${facts} WHERE one IN (SELECT life FROM ${members}) GROUP BY one)`,
      params,
    ),
  ]);
  const all = (row?.counts ?? []).map(Number);
  const at = (index: number): number => all[index] ?? 0;
  const staged = 12 + older.length;
  return {
    total: at(0),
    open: at(1),
    openNotHandedOver: at(2),
    openPastPromise: at(3),
    delivered: at(4),
    late: at(5),
    neverApproved: at(6),
    neverHandedOver: at(7),
    neverDelivered: at(8),
    handedOverBeforeApproval: at(9),
    deliveredBeforeHandedOver: at(10),
    noProgress: at(11),
    older: older.map((_, index) => at(12 + index)),
    stages: PROGRESS.map((progress, index) => ({
      progress,
      count: at(staged + 2 * index),
      open: at(staged + 2 * index + 1),
    })),
    lifecycleFacts: Number(told?.counts[0] ?? 0n),
    promiseFacts: Number(told?.counts[1] ?? 0n),
  };
};

/** Hours of one stretch between milestones; percentiles are the values at index int(p x n) of the sorted ones. */
export type StageHours = {
  from: Progress;
  to: Progress;
  orders: number;
  waiting: number;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  min: number | null;
  max: number | null;
};

/** How long the orders meant took from one milestone to another; only instants that may be measured by. */
export const stageHours = async (
  ch: ClickHouse,
  world: World,
  filter: OrderFilter,
  stages: readonly { from: Progress; to: Progress }[],
  judgedAt: number,
): Promise<StageHours[]> => {
  const zones = filter.late === undefined ? [] : await promiseZones(ch, world);
  const { orders, params } = selectOrders(world, filter, {
    stages: [...stages.flatMap(({ from, to }) => [from, to]), ...FINAL_PROGRESS],
    withPromise: false,
    judgedAt,
    zones,
  });
  const columns = stages.flatMap(({ from, to }, index) => {
    const [start, end] = [milestoneColumn(from), milestoneColumn(to)];
    const span = `toUnixTimestamp64Milli(assumeNotNull(${end})) - toUnixTimestamp64Milli(assumeNotNull(${start}))`;
    return [
      `arraySort(groupArrayIf(${span}, ${isSure(from)} AND ${isSure(to)})) AS spans${index}`,
      `countIf(isNotNull(${start}) AND isNull(${end}) AND ${IS_OPEN}) AS waiting${index}`,
    ];
  });
  const at = (index: number, p: number): string =>
    `spans${index}[toUInt32(floor(${p} * length(spans${index}))) + 1]`;
  const picked = stages.map(
    (_, index) =>
      `[length(spans${index}), waiting${index}, ${[0.5, 0.9, 0.95, 0.99].map((p) => at(index, p)).join(', ')}, ` +
      `spans${index}[1], spans${index}[-1]]::Array(Int64) AS stage${index}`,
  );
  const [row] = await ch.query<Record<string, bigint[]>>(
    `SELECT ${picked.join(', ')} FROM (SELECT ${columns.join(', ')} FROM ${orders})`,
    params,
  );
  return stages.map(({ from, to }, index) => {
    const [orderCount = 0, waiting = 0, ...spans] = (row?.[`stage${index}`] ?? []).map(Number);
    const [p50, p90, p95, p99, min, max] = spans.map((ms) => (orderCount === 0 ? null : ms / 3_600_000));
    return {
      from,
      to,
      orders: orderCount,
      waiting,
      p50: p50 ?? null,
      p90: p90 ?? null,
      p95: p95 ?? null,
      p99: p99 ?? null,
      min: min ?? null,
      max: max ?? null,
    };
  });
};
