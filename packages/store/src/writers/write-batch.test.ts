import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { batchesAfter, newestCursor } from '../readers/batches.reader.ts';
import { clickHouseEngines } from '../testing/engines.ts';
import { type Batch, writeBatch } from './write-batch.ts';

const DAY = 86_400_000;
const common = { workspace: 1, observedAt: Date.UTC(2025, 0, 1), writer: 7n, batch: 1n };

const batchOf = (batch: bigint, from: number, count: number): Batch => {
  const position = { ...common, batch };
  const numbers = Array.from({ length: count }, (_, at) => from + at);
  return {
    ...{ writer: 7n, batch, firstPosition: BigInt(from), lastPosition: BigInt(from + count - 1) },
    rows: {
      events: numbers.map((n) => ({
        ...position,
        // Several months in one batch, as an import that keeps its observed times has.
        observedAt: common.observedAt + (n % 12) * 30 * DAY,
        ...{
          life: BigInt(1 + (n % 40)),
          eventKey: BigInt(n),
          eventId: `e${n}`,
          source: 'commerce/a',
          system: 'commerce',
        },
        ...{
          type: n % 2 ? 'order.created' : 'shipment.delivered',
          rank: 1,
          occurredAt: common.observedAt + n,
        },
        ...{ channel: `c${n % 3}`, root: 'order', attributes: { a: `${n % 5}` } },
      })),
      seen: numbers.map((n) => ({
        ...position,
        eventKey: BigInt(n),
        fingerprint: 1n,
        life: 1n,
        occurredAt: 1,
      })),
    },
  };
};

const livesOf = (db: ClickHouse) =>
  db.query(
    `SELECT life, min(root_rank) AS root_rank, min(placed_at) AS placed_at, min(delivered_at) AS delivered_at,
       max(last_occurred_at) AS last_at, argMaxMerge(channel) AS channel,
       arraySort(groupUniqArrayArray(attribute_pairs)) AS pairs FROM lives GROUP BY life ORDER BY life`,
  );
const recomputed = (db: ClickHouse) =>
  db.query(
    `SELECT life, toUInt8(1) AS root_rank, minOrNullIf(occurred_at, type = 'order.created') AS placed_at,
       minOrNullIf(occurred_at, type = 'shipment.delivered') AS delivered_at, max(occurred_at) AS last_at,
       toString(argMax(channel, (occurred_at, event_key))) AS channel,
       arraySort(groupUniqArray(concat('a=', attributes['a']))) AS pairs FROM events GROUP BY life ORDER BY life`,
  );

describe.each(clickHouseEngines())('on $name', ({ open }) => {
  let opened: { db: ClickHouse; close: () => Promise<void> };
  let db: ClickHouse;
  beforeAll(async () => {
    opened = await open();
    db = opened.db;
  });
  afterAll(() => opened.close());
  const counts = async () => {
    const [row] = await db.query<Record<string, bigint>>(
      'SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM seen) AS seen, (SELECT count() FROM committed_batches) AS committed',
    );
    return row;
  };

  test('the same batch again changes nothing, in no table and in no view', async () => {
    await writeBatch(db, batchOf(1n, 1, 2500), () => 5);
    const before = await livesOf(db);
    expect(before).toEqual(await recomputed(db));
    for (let again = 0; again < 3; again += 1) await writeBatch(db, batchOf(1n, 1, 2500), () => 6);
    expect(await counts()).toEqual({ events: 2500n, seen: 2500n, committed: 1n });
    expect(await livesOf(db)).toEqual(before);
  });

  test('a batch that failed in the middle is completed by sending it again', async () => {
    const failing: ClickHouse = {
      ...db,
      insert: (table, rows, options) =>
        table.name === 'seen' ? Promise.reject(new Error('away')) : db.insert(table, rows, options),
    };
    const batch = batchOf(2n, 2501, 1000);
    await expect(writeBatch(failing, batch)).rejects.toThrow('away');
    expect(await counts()).toEqual({ events: 3500n, seen: 2500n, committed: 1n });
    await writeBatch(db, batch, () => 7);
    expect(await counts()).toEqual({ events: 3500n, seen: 3500n, committed: 2n });
    expect(await livesOf(db)).toEqual(await recomputed(db));
  });

  test('two batches with equal rows are both stored: the token counts, not the content', async () => {
    const { rows } = batchOf(3n, 9001, 1);
    await writeBatch(db, { writer: 7n, batch: 3n, firstPosition: 9001n, lastPosition: 9001n, rows });
    await writeBatch(db, { writer: 8n, batch: 1n, firstPosition: 9001n, lastPosition: 9001n, rows });
    expect((await counts())?.events).toBe(3502n);
  });

  test('readers go on from their cursor, per writer', async () => {
    expect(await newestCursor(db)).toEqual(
      new Map([
        [7n, 3n],
        [8n, 1n],
      ]),
    );
    const after = await batchesAfter(db, new Map([[7n, 1n]]));
    expect(after.map(({ writer, batch }) => [writer, batch])).toEqual([
      [7n, 2n],
      [7n, 3n],
      [8n, 1n],
    ]);
    expect(after[0]).toMatchObject({ firstPosition: 2501n, lastPosition: 3500n, rows: 2000, committedAt: 7 });
    expect(await batchesAfter(db, await newestCursor(db))).toEqual([]);
  });
});
