import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStatements } from '../tables/ddl.ts';
import { TABLES } from '../tables/index.ts';
import type { ClickHouse } from './clickhouse.ts';
import { detachedParts, openClickHouse } from './open.ts';

let dir: string;
let ch: ClickHouse;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
  ch = await openClickHouse({ dataDir: dir });
  for (const table of Object.values(TABLES))
    for (const sql of createStatements(table, { database: ch.database }, 1)) await ch.command(sql);
});
afterAll(async () => {
  await ch.close();
  await rm(dir, { recursive: true, force: true });
});
const at = { observedAt: 1_700_000_000_123, writer: 2n ** 63n + 5n, batch: 1n };

test('creates every table', async () => {
  expect(await ch.query('SELECT count() n FROM events')).toEqual([{ n: 0n }]);
  expect(await detachedParts(ch)).toEqual([]);
});

test('the same token twice inserts once', async () => {
  const row = {
    workspace: 1,
    life: 2n ** 127n,
    eventKey: 5n,
    eventId: 'a',
    source: 'commerce/a',
    system: 'commerce',
    type: 'order.created',
    rank: 1,
    occurredAt: -694310399750,
    ...at,
    amount: '12.340000',
    currency: 'EUR',
    root: 'order',
    attributes: { final_status: 'delivered', x: "it's\t\n\\" },
    channel: 'web',
  } as const;
  for (let i = 0; i < 3; i++) await ch.insert(TABLES.events, [row], { token: 'w:1-1' });
  expect(await ch.query('SELECT count() n FROM events')).toEqual([{ n: 1n }]);
  expect(await ch.query('SELECT * FROM events')).toEqual([
    expect.objectContaining({
      life: 2n ** 127n,
      occurredAt: -694310399750,
      writer: at.writer,
      amount: '12.34',
      attributes: row.attributes,
    }),
  ]);
  console.log(
    await ch.query(
      `SELECT life, root_rank, placed_at, argMaxMerge(channel) channel, argMaxMerge(order_amount) am, groupUniqArrayArray(attribute_pairs) p FROM lives GROUP BY ALL`,
    ),
  );
  console.log(await ch.query(`SELECT count() FROM lives`));
});
