import type { KeyRole } from '@throughline/contracts';
import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';

/** A business key as it is stored: `scope` is '' where there is none. */
export type KeyId = { readonly namespace: string; readonly scope: string; readonly value: string };

/** A batch whose own rows a look-up must not see, so that a retry computes what the first attempt did. */
export type ExceptBatch = { readonly writer: bigint; readonly batch: bigint };

/** A key on a life. `net` is the sum of its signs, always above 0; `eventKey` is the earliest event that showed it. */
export type KeyOnLife = KeyId & {
  readonly life: bigint;
  readonly role: KeyRole;
  readonly eventKey: bigint;
  readonly occurredAt: number;
  readonly net: number;
};

// Qualified, or ClickHouse takes `occurred_at` for the alias and refuses an aggregate inside an aggregate.
const COLUMNS = `value, namespace, scope, life, argMin(k.role, (k.occurred_at, k.event_key)) AS role,
  argMin(k.event_key, (k.occurred_at, k.event_key)) AS event_key, min(k.occurred_at) AS occurred_at,
  toInt32(sum(sign)) AS net`;
const NOT_BATCH = 'NOT (writer = {exceptWriter:UInt64} AND batch = {exceptBatch:UInt64})';
/** Batches count from 1, so a writer of 0 with a batch of 0 is never stored. */
const NONE: ExceptBatch = { writer: 0n, batch: 0n };

/** Keys per statement: more are asked in turns. */
const CHUNK = 10_000;

/** The lives that hold each of `keys`, one row per key and life; keys that nobody holds are left out. */
export const livesOfKeys = async (
  clickhouse: ClickHouse,
  workspace: number,
  keys: readonly KeyId[],
  except: ExceptBatch = NONE,
  options: ReadOptions = { lane: 'detect' },
): Promise<KeyOnLife[]> => {
  const found: KeyOnLife[] = [];
  const asked = new Set(keys.map(({ namespace, scope, value }) => `${namespace}\0${scope}\0${value}`));
  const values = [...new Set(keys.map(({ value }) => value))];
  for (let from = 0; from < values.length; from += CHUNK) {
    const rows = await clickhouse.query<KeyOnLife>(
      `SELECT ${COLUMNS} FROM keys AS k
       WHERE workspace = {workspace:UInt32} AND value IN {values:Array(String)} AND ${NOT_BATCH}
       GROUP BY value, namespace, scope, life HAVING sum(sign) > 0`,
      {
        workspace,
        values: values.slice(from, from + CHUNK),
        exceptWriter: except.writer,
        exceptBatch: except.batch,
      },
      { maxRows: 1_000_000, ...options },
    );
    for (const row of rows) {
      if (asked.has(`${row.namespace}\0${row.scope}\0${row.value}`)) found.push(row);
    }
  }
  return found;
};

/** Every key that the given lives hold. */
export const keysOfLives = (
  clickhouse: ClickHouse,
  workspace: number,
  lives: readonly bigint[],
  except: ExceptBatch = NONE,
  options: ReadOptions = { lane: 'detect' },
): Promise<KeyOnLife[]> =>
  clickhouse.query<KeyOnLife>(
    `SELECT ${COLUMNS} FROM keys AS k
     WHERE workspace = {workspace:UInt32} AND life IN {lives:Array(UInt128)} AND ${NOT_BATCH}
     GROUP BY value, namespace, scope, life HAVING sum(sign) > 0`,
    { workspace, lives, exceptWriter: except.writer, exceptBatch: except.batch },
    { maxRows: 1_000_000, ...options },
  );

/** Keys whose value is `text`, or begins with it, oldest life first; weak keys too, for a person to choose from. */
export const findKeys = (
  clickhouse: ClickHouse,
  workspace: number,
  text: string,
  { prefix = false, limit = 50 }: { prefix?: boolean; limit?: number } = {},
  options: ReadOptions = {},
): Promise<KeyOnLife[]> =>
  clickhouse.query<KeyOnLife>(
    `SELECT ${COLUMNS} FROM keys AS k
     WHERE workspace = {workspace:UInt32} AND ${prefix ? 'startsWith(value, {text:String})' : 'value = {text:String}'}
     GROUP BY value, namespace, scope, life HAVING sum(sign) > 0
     ORDER BY value, occurred_at, life LIMIT {limit:UInt32}`,
    { workspace, text, limit },
    options,
  );
