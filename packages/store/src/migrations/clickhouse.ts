import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { CHANGES_OF_BEFORE } from '../tables/changes.table.ts';
import { or, text, time, u32 } from '../tables/column.ts';
import { createStatements, derivedOf, type Place } from '../tables/ddl.ts';
import { TABLES } from '../tables/index.ts';
import { table } from '../tables/table.ts';
import { type Applied, checksumOf, type Migration, pending } from './step.ts';

/** What was done to this ClickHouse. Version 0 rows are settings and views, made anew when their text changes. */
export const schemaMigrations = table({
  name: 'schema_migrations',
  about: 'Migrations that were run.',
  columns: { version: u32(), name: text(), checksum: text(), appliedAt: time(), note: or(text(), '') },
  orderBy: ['version', 'name', 'appliedAt'],
});

const ALL = Object.values(TABLES);
/** What moves data into the tables of a version, by version. */
const MOVES: Readonly<Record<number, readonly string[]>> = { 2: CHANGES_OF_BEFORE };

/**
 * The ClickHouse migrations of this version, derived from the table declarations: version n makes the tables that say
 * `since: n` and adds the columns that do. What a declaration cannot say (moving data) is added to a version by hand.
 */
export const clickhouseMigrations = (place: Place): Migration[] => {
  const versions = [
    ...new Set(
      ALL.flatMap((one) => [one.since ?? 1, ...Object.values(one.columns).map((c) => c.since ?? 1)]),
    ),
  ].sort((a, b) => a - b);
  return versions.map((version) => ({
    version,
    name: `${String(version).padStart(4, '0')}-tables`,
    statements: [...ALL.flatMap((one) => createStatements(one, place, version)), ...(MOVES[version] ?? [])],
  }));
};

/**
 * Brings ClickHouse to this version. Every statement may be repeated, so a kill in the middle is mended by the next
 * start; a migration is recorded after its last statement.
 */
export const migrateClickHouse = async (
  clickhouse: ClickHouse,
  known: readonly Migration[],
  check: () => Promise<void> = async () => undefined,
  now: () => number = Date.now,
): Promise<void> => {
  const place = { database: clickhouse.database };
  for (const sql of createStatements(schemaMigrations, place, 1)) await clickhouse.command(sql);
  const record = (done: readonly Applied[]): Promise<void> =>
    clickhouse.insert(
      schemaMigrations,
      done.map((one) => ({ ...one, appliedAt: now() })),
      {
        token: `${now()}:${checksumOf(done.map(({ version, name, checksum }) => `${version}:${name}:${checksum}`))}`,
      },
    );

  const applied = await appliedTo(clickhouse);
  for (const { version, name, statements } of pending('ClickHouse', known, applied)) {
    await check();
    for (const sql of statements) await clickhouse.command(sql);
    await record([{ version, name, checksum: checksumOf(statements) }]);
  }
  await deriveAgain(clickhouse, place, check, record);
};

const deriveAgain = async (
  clickhouse: ClickHouse,
  place: Place,
  check: () => Promise<void>,
  record: (done: readonly Applied[]) => Promise<void>,
): Promise<void> => {
  const there = await clickhouse.query<{ name: string; checksum: string }>(
    'SELECT name, argMax(checksum, applied_at) AS checksum FROM schema_migrations WHERE version = 0 GROUP BY name',
  );
  const made = new Map(there.map(({ name, checksum }) => [name, checksum]));
  const changed = ALL.flatMap((one) => derivedOf(one, place))
    .map(({ name, statements }) => ({ name, statements, checksum: checksumOf(statements) }))
    .filter(({ name, checksum }) => made.get(name) !== checksum);
  for (const { statements } of changed) {
    await check();
    for (const sql of statements) await clickhouse.command(sql);
  }
  await record(changed.map(({ name, checksum }) => ({ version: 0, name, checksum })));
};

const appliedTo = (clickhouse: ClickHouse): Promise<Applied[]> =>
  clickhouse.query<Applied>(
    `SELECT version, any(name) AS name, argMax(checksum, applied_at) AS checksum FROM schema_migrations
     WHERE version > 0 GROUP BY version ORDER BY version`,
  );

/** Whether all of `known` is recorded: what a process that does not migrate waits for. */
export const clickHouseIsReady = async (
  clickhouse: ClickHouse,
  known: readonly Migration[],
): Promise<boolean> => {
  const [there] = await clickhouse.query<{ n: bigint }>(
    `SELECT count() AS n FROM system.tables WHERE database = {database:String} AND name = 'schema_migrations'`,
    { database: clickhouse.database },
  );
  if (there?.n === 0n) return false;
  return pending('ClickHouse', known, await appliedTo(clickhouse)).length === 0;
};
