import { DEDUPLICATION_WINDOW, MERGE_TREE_SETTINGS } from '../settings.ts';
import type { Column } from './column.ts';
import { snake, type Table } from './table.ts';

/** Where tables are made: one database (embedded or a server), or a named cluster that shards by workspace. */
export type Place = { readonly database: string; readonly cluster?: string };

const codecOf = (column: Column<unknown, boolean>): string =>
  column.codec === undefined ? '' : ` CODEC(${column.codec})`;

const columnLine = (name: string, column: Column<unknown, boolean>): string =>
  `${snake(name)} ${column.sql}${codecOf(column)}`;

const changeable = (place: Place): string =>
  Object.entries({
    ...MERGE_TREE_SETTINGS,
    [place.cluster === undefined ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window']:
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

const at = (since: number | undefined): number => since ?? 1;
const columnsOf = (table: Table, fits: (since: number) => boolean): string[] =>
  Object.entries(table.columns)
    .filter(([, column]) => fits(at(column.since)))
    .map(([name, column]) => columnLine(name, column));

const makeTable = (table: Table, place: Place): string[] => {
  const body = [...columnsOf(table, (since) => since <= at(table.since)), ...(table.indexes ?? [])];
  const made =
    `CREATE TABLE IF NOT EXISTS ${local(table.name, place)}${onCluster(place)} (\n  ${body.join(',\n  ')}\n)\n` +
    `ENGINE = ${engineOf(table, place)}\n` +
    (table.partitionBy === undefined ? '' : `PARTITION BY ${table.partitionBy}\n`) +
    `ORDER BY (${table.orderBy.map(snake).join(', ')})\n` +
    `SETTINGS index_granularity = ${table.granularity ?? 8192}, ${changeable(place)}\n` +
    `COMMENT '${table.about.replaceAll("'", "''")}'`;
  if (place.cluster === undefined) return [made];
  const spread =
    `CREATE TABLE IF NOT EXISTS ${place.database}.${table.name}${onCluster(place)} AS ${local(table.name, place)}\n` +
    `ENGINE = Distributed(${place.cluster}, ${place.database}, ${table.name}_local, workspace)`;
  return [made, spread];
};

const addColumns = (table: Table, place: Place, version: number): string[] => {
  const names = place.cluster === undefined ? [table.name] : [`${table.name}_local`, table.name];
  return names.flatMap((name) =>
    columnsOf(table, (since) => since === version).map(
      (line) => `ALTER TABLE ${place.database}.${name}${onCluster(place)} ADD COLUMN IF NOT EXISTS ${line}`,
    ),
  );
};

/**
 * Statements by which migration `version` brings `table` into being: makes it, or adds the columns that came with that
 * version. Each does nothing where its object exists. In a cluster every shard holds `<name>_local`, and `<name>`
 * spreads rows by workspace.
 */
export const createStatements = (table: Table, place: Place, version: number): string[] => {
  if (at(table.since) === version) return makeTable(table, place);
  return at(table.since) < version ? addColumns(table, place, version) : [];
};

/** Something that is made anew, as a whole, whenever what it says changes. */
export type Derived = { readonly name: string; readonly statements: readonly string[] };

/** The views that feed `table`. A view that is replaced leaves its target's rows alone. */
const viewsOf = (table: Table, place: Place): Derived[] =>
  (table.feeds ?? []).map((feed) => ({
    name: `view:${feed.view}`,
    statements: [
      `DROP VIEW IF EXISTS ${place.database}.${feed.view}${onCluster(place)}`,
      `CREATE MATERIALIZED VIEW IF NOT EXISTS ${place.database}.${feed.view}${onCluster(place)} TO ${local(table.name, place)}\n` +
        `AS SELECT\n  ${feed.select.join(',\n  ')}\nFROM ${local(feed.from, place)}\n${feed.rest}`,
    ],
  }));

/** What of `table` a later release may change without a migration: its settings and the views that feed it. */
export const derivedOf = (table: Table, place: Place): Derived[] => [
  {
    name: `settings:${table.name}`,
    statements: [
      `ALTER TABLE ${local(table.name, place)}${onCluster(place)} MODIFY SETTING ${changeable(place)}`,
    ],
  },
  ...viewsOf(table, place),
];
