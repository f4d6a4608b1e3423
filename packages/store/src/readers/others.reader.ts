import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import type { Cursor } from './batches.reader.ts';
import type { KeyId } from './keys.reader.ts';

const CHUNK = 10_000;

/** Which of `keys` other writers than `writer` stored, on lives or on waiting events, after `cursor`. Weak keys do not count. */
export const keysOfOthers = async (
  clickhouse: ClickHouse,
  workspace: number,
  keys: readonly KeyId[],
  writer: bigint,
  cursor: Cursor,
): Promise<KeyId[]> => {
  const values = [...new Set(keys.map(({ value }) => value))];
  const idOf = ({ namespace, scope, value }: KeyId) => `${namespace}\0${scope}\0${value}`;
  const found = new Set<string>();
  const where = `workspace = {workspace:UInt32} AND value IN {values:Array(String)} AND writer != {writer:UInt64}
    AND batch > if(has({writers:Array(UInt64)}, writer),
      {batches:Array(UInt64)}[indexOf({writers:Array(UInt64)}, writer)], 0)`;
  for (let from = 0; from < values.length; from += CHUNK) {
    const rows = await clickhouse.query<KeyId>(
      `SELECT value, namespace, scope FROM keys WHERE ${where} AND role != 'weak'
       UNION DISTINCT SELECT value, namespace, scope FROM shared_events WHERE ${where}`,
      {
        workspace,
        values: values.slice(from, from + CHUNK),
        writer,
        writers: [...cursor.keys()],
        batches: [...cursor.values()],
      },
      { lane: 'detect', maxRows: 5_000_000 },
    );
    for (const row of rows) found.add(idOf(row));
  }
  return [...new Map(keys.map((key) => [idOf(key), key])).values()].filter((key) => found.has(idOf(key)));
};
