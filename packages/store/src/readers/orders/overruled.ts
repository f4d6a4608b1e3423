import { COMMON_ATTRIBUTES } from '@throughline/contracts';
import type { Params } from '../../clickhouse/engine.ts';
import { type EventRow, events } from '../../tables/events.table.ts';
import { camel } from '../../tables/table.ts';

const TEXTS = [
  'type',
  'outcome',
  'time_zone',
  'promise_kind',
  'promise_due_precision',
  'data',
  ...COMMON_ATTRIBUTES,
] as const;
const said = (row: EventRow, name: string): unknown => row[camel(name) as keyof EventRow];

/** Parameters of facts that another version wins over: their keys and what the winning version says, none without any. */
export const overruledParams = (rows: readonly EventRow[]): Params =>
  rows.length === 0
    ? {}
    : {
        overruled: rows.map(({ eventKey }) => eventKey),
        overruledHomes: [...new Set(rows.map(({ life }) => life))],
        winning: rows.map((row) =>
          JSON.stringify({
            ...Object.fromEntries(TEXTS.map((name) => [name, said(row, name)])),
            ...{ rank: row.rank, flags: row.flags, occurred_at: row.occurredAt },
            ...{ promise_due: row.promiseDue, attributes: row.attributes },
          }),
        ),
      };

const WON = '{winning:Array(String)}[indexOf({overruled:Array(UInt128)}, event_key)]';
const instantIn = (json: string, name: string): string =>
  `fromUnixTimestamp64Milli(JSONExtractInt(${json}, '${name}'), 'UTC')`;
const cast = (value: string, name: string): string =>
  `CAST(${value} AS ${(events.columns as Record<string, { sql: string }>)[camel(name)]?.sql})`;

const FIELDS = [
  ...TEXTS.map((name) => `${name} String`),
  'rank UInt16, flags UInt8, occurred_at Int64, promise_due Nullable(Int64), attributes Map(String, String)',
];
const time = (name: string): string => `fromUnixTimestamp64Milli(w.${name}, 'UTC')`;
const REPLACED: readonly (readonly [string, string])[] = [
  ...[...TEXTS, 'rank', 'flags', 'attributes'].map((name) => [name, `w.${name}`] as const),
  ['occurred_at', time('occurred_at')],
  [
    'promise_due',
    `if(isNull(w.promise_due), NULL, fromUnixTimestamp64Milli(assumeNotNull(w.promise_due), 'UTC'))`,
  ],
];
const COLUMNS = ['workspace', 'life', 'event_key', 'root', 'observed_at'];
const names = [...COLUMNS, ...REPLACED.map(([name]) => name)];
const replaced = REPLACED.map(([name, value]) => `${cast(value, name)} AS ${name}`);

/** `events` with overruled rows as the winning versions tell them: the columns that orders are counted and listed by. */
export const eventsAsTold =
  `(SELECT ${names.join(', ')} FROM events WHERE event_key NOT IN {overruled:Array(UInt128)} UNION ALL ` +
  `SELECT ${[...COLUMNS, ...replaced].join(', ')} FROM ` +
  `(SELECT ${COLUMNS.join(', ')}, JSONExtract(${WON}, 'Tuple(${FIELDS.join(', ')})') AS w ` +
  'FROM events WHERE workspace = {workspace:UInt32} ' +
  'AND life IN {overruledHomes:Array(UInt128)} AND event_key IN {overruled:Array(UInt128)} LIMIT 1 BY event_key))';

/** A column of a link, as `t`, that repeats one of its event: `type`, `outcome` or `occurred_at`. */
export const linkedAsTold = (name: 'type' | 'outcome' | 'occurred_at'): string => {
  const won = WON.replace('event_key', 't.event_key');
  const value = name === 'occurred_at' ? instantIn(won, name) : `JSONExtractString(${won}, '${name}')`;
  return `if(has({overruled:Array(UInt128)}, t.event_key), ${value}, t.${name})`;
};
