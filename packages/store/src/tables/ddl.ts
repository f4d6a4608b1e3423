import { DEDUPLICATION_WINDOW, MERGE_TREE_SETTINGS } from '../settings.ts';
import type { Column } from './column.ts';
import { type Feed, snake, type Table } from './table.ts';

/** Where tables are made: one database (embedded or a server), or a named cluster that shards by workspace. */
export type Place = { readonly database: string; readonly cluster?: string };

/** Identifier of the ephemeral column that a bytes column is filled from. */
export const base64Name = (name: string): string => `${snake(name)}_base64`;

const codecOf = (column: Column<unknown, boolean>): string =>
  column.codec === undefined ? '' : ` CODEC(${column.codec})`;

const columnLines = (name: string, column: Column<unknown, boolean>): string[] => {
  const id = snake(name);
  return column.wire === 'bytes'
    ? [
        `${id} ${column.sql} DEFAULT base64Decode(${base64Name(name)})${codecOf(column)}`,
        `${base64Name(name)} String EPHEMERAL ''`,
      ]
    : [`${id} ${column.sql}${codecOf(column)}`];
};

const settingsOf = (table: Table, replicated: boolean): string =>
  Object.entries({
    index_granularity: table.granularity ?? 8192,
    ...MERGE_TREE_SETTINGS,
    [replicated ? 'replicated_deduplication_window' : 'non_replicated_deduplication_window']:
      DEDUPLICATION_WINDOW,
  })
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');

const engineOf = (table: Table, place: Place): string => {
  const engine = table.engine ?? 'MergeTree';
  return place.cluster === undefined
    ? engine
    : `Replicated${engine}('/clickhouse/tables/{shard}/${place.database}/${table.name}', '{replica}')`;
};

const onCluster = (place: Place): string =>
  place.cluster === undefined ? '' : ` ON CLUSTER ${place.cluster}`;
/** A table's own name, or that of its shard's part in a cluster. */
const local = (name: string, place: Place): string =>
  `${place.database}.${name}${place.cluster === undefined ? '' : '_local'}`;

const tableStatements = (table: Table, place: Place): string[] => {
  const body = [
    ...Object.entries(table.columns).flatMap(([name, column]) => columnLines(name, column)),
    ...(table.indexes ?? []),
  ];
  const made =
    `CREATE TABLE IF NOT EXISTS ${local(table.name, place)}${onCluster(place)} (\n  ${body.join(',\n  ')}\n)\n` +
    `ENGINE = ${engineOf(table, place)}\n` +
    (table.partitionBy === undefined ? '' : `PARTITION BY ${table.partitionBy}\n`) +
    `ORDER BY (${table.orderBy.map(snake).join(', ')})\n` +
    `SETTINGS ${settingsOf(table, place.cluster !== undefined)}\n` +
    `COMMENT '${table.about.replaceAll("'", "''")}'`;
  if (place.cluster === undefined) return [made];
  const spread =
    `CREATE TABLE IF NOT EXISTS ${place.database}.${table.name}${onCluster(place)} AS ${local(table.name, place)}\n` +
    `ENGINE = Distributed(${place.cluster}, ${place.database}, ${table.name}_local, workspace)`;
  return [made, spread];
};

const viewStatement = (table: Table, feed: Feed, place: Place): string =>
  `CREATE MATERIALIZED VIEW IF NOT EXISTS ${place.database}.${feed.view}${onCluster(place)} TO ${local(table.name, place)}\n` +
  `AS SELECT\n  ${feed.select.join(',\n  ')}\nFROM ${local(feed.from, place)}\n${feed.rest}`;

/**
 * Statements that make `table` and the views which feed it, repeatable: each does nothing where its object exists.
 * In a cluster every shard holds `<name>_local`, and `<name>` spreads rows by workspace.
 */
export const createStatements = (table: Table, place: Place): string[] => [
  ...tableStatements(table, place),
  ...(table.feeds ?? []).map((feed) => viewStatement(table, feed, place)),
];
