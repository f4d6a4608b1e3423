import { LIFE_ROOTS, type LifeRoot, PROGRESS, type Progress } from '@throughline/contracts';
import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { Params } from '../clickhouse/engine.ts';
import { LATEST, progressColumn } from '../tables/lives.table.ts';
import { snake } from '../tables/table.ts';

/** Lives that are one: each member → the life that stands for all. Lives that are in no link are left out. */
export type Resolved = ReadonlyMap<bigint, bigint>;

/** What a list shows of one case. Times are epoch ms; `members` are its stored lives. */
export type LifeSummary = {
  readonly life: bigint;
  readonly members: readonly bigint[];
  readonly root: LifeRoot;
  readonly progress: Progress | null;
  readonly reached: { readonly [P in Progress]?: number };
  readonly firstOccurredAt: number;
  readonly lastOccurredAt: number;
  readonly lastObservedAt: number;
  readonly attributes: { readonly [K in (typeof LATEST)[number]]?: string };
  readonly attributePairs: readonly string[];
  readonly sources: readonly string[];
  readonly orderAmount: string | null;
  readonly orderCurrency: string;
  readonly deliverBy: number | null;
  readonly deliverByPrecision: string;
  readonly shipBy: number | null;
};

/** Which lives a list holds. What is left out does not filter. */
export type LifeFilter = {
  readonly root?: LifeRoot;
  /** Progress reached at `at` (epoch ms, default: all that is stored). */
  readonly progress?: readonly Progress[];
  readonly at?: number;
  /** First seen (occurred) in [from, to). */
  readonly from?: number;
  readonly to?: number;
  /** Latest value of an attribute with a column (`channel`, `market` ...). */
  readonly attributes?: { readonly [K in (typeof LATEST)[number]]?: string };
  /** `name=value` of any other attribute that some event carried / none carried. */
  readonly withPairs?: readonly string[];
  readonly withoutPairs?: readonly string[];
  /** Only these cases. */
  readonly lives?: readonly bigint[];
  /** The last row of the page before. */
  readonly after?: { readonly firstOccurredAt: number; readonly life: bigint };
  readonly limit?: number;
};

const PROGRESS_TIMES = PROGRESS.map((progress) => snake(progressColumn(progress)));
const MERGED = [
  'min(root_rank) AS root_rank',
  'min(first_occurred_at) AS first_occurred_at',
  'max(last_occurred_at) AS last_occurred_at',
  'max(last_observed_at) AS last_observed_at',
  ...PROGRESS_TIMES.map((column) => `min(${column}) AS ${column}`),
  ...LATEST.map((name) => `argMaxMerge(${snake(name)}) AS ${snake(name)}`),
  'argMaxMerge(order_amount) AS order_amount',
  'argMaxMerge(order_currency) AS order_currency',
  'argMaxMerge(deliver_by) AS deliver_by',
  'argMaxMerge(deliver_by_precision) AS deliver_by_precision',
  'argMaxMerge(ship_by) AS ship_by',
  'groupUniqArrayArray(attribute_pairs) AS attribute_pairs',
  'groupUniqArrayArray(sources) AS sources',
].join(',\n    ');

/** Index from 1 of the furthest progress reached at {at}; 0: none. */
const PROGRESS_AT = `arrayLastIndex(t -> t IS NOT NULL AND toUnixTimestamp64Milli(assumeNotNull(t)) <= {at:Int64},
    [${PROGRESS_TIMES.join(', ')}])`;

const conditions = (filter: LifeFilter): { sql: string[]; params: Record<string, Params[string]> } => {
  const sql: string[] = [];
  const params: Record<string, Params[string]> = {};
  const add = (condition: string, name: string, value: Params[string]): void => {
    sql.push(condition);
    params[name] = value;
  };
  if (filter.root !== undefined) add('root_rank = {root:UInt8}', 'root', LIFE_ROOTS.indexOf(filter.root) + 1);
  if (filter.progress !== undefined) {
    add(
      'has({progress:Array(UInt8)}, toUInt8(progress_rank))',
      'progress',
      filter.progress.map((p) => PROGRESS.indexOf(p) + 1),
    );
  }
  const first = 'toUnixTimestamp64Milli(first_occurred_at)';
  if (filter.from !== undefined) add(`${first} >= {from:Int64}`, 'from', filter.from);
  if (filter.to !== undefined) add(`${first} < {to:Int64}`, 'to', filter.to);
  if (filter.at !== undefined) sql.push(`${first} <= {at:Int64}`);
  if (filter.withPairs?.length)
    add('hasAll(attribute_pairs, {withPairs:Array(String)})', 'withPairs', filter.withPairs);
  if (filter.withoutPairs?.length) {
    add('NOT hasAny(attribute_pairs, {withoutPairs:Array(String)})', 'withoutPairs', filter.withoutPairs);
  }
  for (const name of LATEST) {
    const value = filter.attributes?.[name];
    if (value !== undefined) add(`${snake(name)} = {${name}:String}`, name, value);
  }
  if (filter.lives !== undefined) add('case_life IN {lives:Array(UInt128)}', 'lives', filter.lives);
  if (filter.after !== undefined) {
    add(
      `(${first}, case_life) < ({afterAt:Int64}, {afterLife:UInt128})`,
      'afterAt',
      filter.after.firstOccurredAt,
    );
    params.afterLife = filter.after.life;
  }
  return { sql, params };
};

type Row = Omit<LifeSummary, 'life' | 'root' | 'progress' | 'reached' | 'attributes'> & {
  caseLife: bigint;
  rootRank: number;
  progressRank: number;
} & { [P in Progress as `${P}At`]: number | null } & { [K in (typeof LATEST)[number]]: string };

const summaryOf = (row: Row): LifeSummary => ({
  life: row.caseLife,
  members: row.members,
  root: LIFE_ROOTS[row.rootRank - 1] ?? 'document',
  progress: PROGRESS[row.progressRank - 1] ?? null,
  reached: Object.fromEntries(
    PROGRESS.flatMap((progress) => {
      const at = row[progressColumn(progress)];
      return at === null ? [] : [[progress, at]];
    }),
  ),
  attributes: Object.fromEntries(LATEST.flatMap((name) => (row[name] === '' ? [] : [[name, row[name]]]))),
  firstOccurredAt: row.firstOccurredAt,
  lastOccurredAt: row.lastOccurredAt,
  lastObservedAt: row.lastObservedAt,
  attributePairs: row.attributePairs,
  sources: row.sources,
  orderAmount: row.orderAmount,
  orderCurrency: row.orderCurrency,
  deliverBy: row.deliverBy,
  deliverByPrecision: row.deliverByPrecision,
  shipBy: row.shipBy,
});

const CASES = `SELECT case_life, groupArray(life) AS members,
    ${MERGED}
  FROM (
    SELECT lives.*, if(linked.case_life = 0, lives.life, linked.case_life) AS case_life FROM lives
    LEFT ANY JOIN (
      SELECT pair.1 AS life, pair.2 AS case_life
      FROM (SELECT arrayJoin(arrayZip({members:Array(UInt128)}, {cases:Array(UInt128)})) AS pair)
    ) AS linked USING (life)
    WHERE workspace = {workspace:UInt32})
  GROUP BY case_life`;

const queryOf = (workspace: number, resolved: Resolved, filter: LifeFilter) => {
  const { sql, params } = conditions(filter);
  return {
    cases: `SELECT *, ${PROGRESS_AT} AS progress_rank FROM (${CASES})
      ${sql.length === 0 ? '' : `WHERE ${sql.join('\n        AND ')}`}`,
    params: {
      workspace,
      members: [...resolved.keys()],
      cases: [...resolved.values()],
      at: filter.at ?? Number.MAX_SAFE_INTEGER,
      ...params,
    },
  };
};

/** A page of cases, newest first occurrence first. It is a rollup: an order's page is judged from its events. */
export const livesPage = async (
  clickhouse: ClickHouse,
  workspace: number,
  resolved: Resolved,
  filter: LifeFilter = {},
  options: ReadOptions = {},
): Promise<LifeSummary[]> => {
  const { cases, params } = queryOf(workspace, resolved, filter);
  const rows = await clickhouse.query<Row>(
    `${cases} ORDER BY first_occurred_at DESC, case_life DESC LIMIT {limit:UInt32}`,
    { ...params, limit: filter.limit ?? 50 },
    options,
  );
  return rows.map(summaryOf);
};

/** How many cases pass the filter, by progress; `null` is for those that reached none. */
export const livesByProgress = async (
  clickhouse: ClickHouse,
  workspace: number,
  resolved: Resolved,
  filter: LifeFilter = {},
  options: ReadOptions = {},
): Promise<ReadonlyMap<Progress | null, number>> => {
  const { cases, params } = queryOf(workspace, resolved, filter);
  const rows = await clickhouse.query<{ progressRank: number; n: number }>(
    `SELECT progress_rank, toUInt32(count()) AS n FROM (${cases}) GROUP BY progress_rank ORDER BY progress_rank`,
    params,
    options,
  );
  return new Map(rows.map(({ progressRank, n }) => [PROGRESS[progressRank - 1] ?? null, n]));
};
