import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ClickHouse, clickHouseOf } from './clickhouse.ts';
import { openEmbedded } from './embedded.ts';
import { openServer } from './server.ts';

/** Where facts live: a server by `url`, else embedded under `<dataDir>/clickhouse`. */
export type ClickHousePlace = {
  readonly dataDir: string;
  readonly url?: string | undefined;
  /** Name of the database (default `throughline`); lower-case letters, digits and underscores. */
  readonly database?: string | undefined;
};

/** Opens ClickHouse; the tables are made by the migrations. */
export const openClickHouse = async ({ dataDir, url, database }: ClickHousePlace): Promise<ClickHouse> => {
  const name = database ?? 'throughline';
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new Error(
      `"${name}" cannot name a ClickHouse database: use lower-case letters, digits and underscores`,
    );
  }
  if (url !== undefined) return clickHouseOf(await openServer(url, name), name);
  const directory = join(dataDir, 'clickhouse');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return clickHouseOf(await openEmbedded(directory, name), name);
};

/** Parts that ClickHouse set aside because they were damaged, one line per table with the remedy. */
export const detachedParts = async (clickhouse: ClickHouse): Promise<string[]> => {
  const rows = await clickhouse.query<{
    table: string;
    parts: bigint;
    reasons: string[];
    examples: string[];
  }>(
    `SELECT table, count() AS parts, groupUniqArray(assumeNotNull(reason)) AS reasons,
       groupArray(3)(name) AS examples
     FROM system.detached_parts
     WHERE database = {database:String} AND reason != '' AND reason NOT IN ('ignored', 'covered-by-broken')
     GROUP BY table ORDER BY table`,
    { database: clickhouse.database },
  );
  return rows.map(
    ({ table, parts, reasons, examples }) =>
      `ClickHouse set aside ${parts} damaged part(s) of ${clickhouse.database}.${table} (${reasons.join(', ')}: ` +
      `${examples.join(', ')}). Rows in them are not read. Restore a backup, or look into the parts under ` +
      `"detached" of the table's directory and remove them when they are of no use.`,
  );
};
