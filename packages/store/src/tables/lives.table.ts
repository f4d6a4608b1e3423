import { LIFE_ROOTS, PROGRESS, type Progress, typesReaching } from '@throughline/contracts';
import { type Column, nullable, texts, time, u8, u128, type Wire } from './column.ts';
import { ofWorkspace } from './common.ts';
import { eventLinks } from './event-links.table.ts';
import { events } from './events.table.ts';
import { snake, table } from './table.ts';

/** A value that merges by a function under which a copy changes nothing (min, max, union). */
const simple = <T, O extends boolean>(how: string, of: Column<T, O>): Column<T, true> => ({
  ...of,
  sql: `SimpleAggregateFunction(${how}, ${of.sql})`,
  optional: true,
});

/** The value that the latest event to say anything gave; its sort key makes the choice the same in any order. */
const latest = <T>(sql: string, wire: Wire): Column<T, true> => ({
  sql: `AggregateFunction(argMax, ${sql}, Tuple(DateTime64(3, 'UTC'), UInt128))`,
  wire,
  optional: true,
});

/** Columns of `lives` that hold the newest value told, and the column of `events` that each copies. */
export const LATEST = [
  'channel',
  'node',
  'carrier',
  'serviceLevel',
  'skuGroup',
  'connector',
  'apiVersion',
  'market',
] as const;
type Latest = (typeof LATEST)[number];

/** `placed` → `placedAt`: the column of `lives` that says when the progress was first reached. */
export const progressColumn = <P extends Progress>(progress: P): `${P}At` => `${progress}At`;

const fromEntries = <K extends string, V>(keys: readonly K[], value: V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<K, V>;

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
/** When the event counts: by the source's clock, or by ours where the source's is out of range. */
const WHEN = 'if(bitTest(flags, 0), observed_at, occurred_at)';
const newest = (said: string, value: string): string =>
  `argMaxIfState(${value}, (occurred_at, event_key), ${said})`;
const reached = (progress: Progress, when: string): string =>
  `minOrNullIf(${when}, type IN (${quoted(typesReaching(progress))}) AND outcome = 'ok')`;

/**
 * One row per life, kept by copying facts as they are stored: it finds and lists lives. It never counts and a fact taken
 * back stays in it, so what a life *is* comes from its events.
 */
export const lives = table({
  name: 'lives',
  about: 'What each life shows at a glance, for lists and filters.',
  columns: {
    ...ofWorkspace,
    life: u128(),
    /** Index from 1 in LIFE_ROOTS; 255: nothing told yet. */
    rootRank: simple('min', u8()),
    firstOccurredAt: simple('min', time()),
    lastOccurredAt: simple('max', time()),
    ...fromEntries(PROGRESS.map(progressColumn), simple('min', nullable(time()))),
    ...fromEntries<Latest, Column<string, true>>(LATEST, latest('String', 'text')),
    /** Every `name=value` that an event of the life carried as an attribute without a column. */
    attributePairs: simple('groupUniqArrayArray', texts()),
  },
  orderBy: ['workspace', 'life'],
  engine: 'AggregatingMergeTree',
  granularity: 1024,
  feeds: [
    {
      view: 'lives_from_events',
      from: events.name,
      select: [
        'workspace',
        'life',
        `min(if(root = '', 255, toUInt8(indexOf([${quoted(LIFE_ROOTS)}], root)))) AS root_rank`,
        `min(${WHEN}) AS first_occurred_at`,
        `max(${WHEN}) AS last_occurred_at`,
        ...PROGRESS.map((progress) => `${reached(progress, WHEN)} AS ${snake(progressColumn(progress))}`),
        ...LATEST.map(
          (name) => `${newest(`${snake(name)} != ''`, `toString(${snake(name)})`)} AS ${snake(name)}`,
        ),
        `groupUniqArrayArray(arrayMap((name, value) -> concat(name, '=', value), mapKeys(attributes), mapValues(attributes))) AS attribute_pairs`,
      ],
      rest: 'WHERE life != 0 GROUP BY workspace, life',
    },
    {
      view: 'lives_from_links',
      from: eventLinks.name,
      select: [
        'workspace',
        'life',
        'toUInt8(255) AS root_rank',
        'min(occurred_at) AS first_occurred_at',
        'max(occurred_at) AS last_occurred_at',
        ...PROGRESS.map(
          (progress) =>
            `minOrNullIf(occurred_at, type IN (${quoted(typesReaching(progress))}) AND outcome = 'ok') AS ${snake(progressColumn(progress))}`,
        ),
      ],
      rest: 'WHERE sign = 1 AND life != 0 GROUP BY workspace, life',
    },
  ],
});
