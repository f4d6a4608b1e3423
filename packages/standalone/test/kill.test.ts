import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderStats } from '@throughline/contracts';
import { openStore } from '@throughline/store';
import { type Platform, startPlatform, temporaryDataDir } from '@throughline/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { olistIsThere, runImport, startImport } from './support/import.ts';

// By hand: THROUGHLINE_KILLS=20. Zero failures in N kills bounds the rate of failure at 3/N.
const KILLS = Number(process.env.THROUGHLINE_KILLS ?? 3);

/** Counts over the stored facts: rows against distinct facts, and the `lives` rollup against its events. */
async function integrity(dataDir: string) {
  const store = await openStore({ dataDir });
  try {
    const [counts] = await store.clickhouse.query<Record<string, bigint>>(`
      SELECT count() AS events, uniqExact(event_key) AS distinct, uniqExact(life) AS lives,
        (SELECT count() FROM (
          SELECT life, min(first_occurred_at) AS first, max(last_occurred_at) AS last, min(delivered_at) AS delivered
          FROM lives GROUP BY life
        ) AS rollup FULL JOIN (
          SELECT life, min(occurred_at) AS first, max(occurred_at) AS last,
            minOrNullIf(occurred_at, type = 'shipment.delivered') AS delivered
          FROM events GROUP BY life
        ) AS facts USING (life)
        WHERE (rollup.first, rollup.last) != (facts.first, facts.last)
          OR rollup.delivered IS DISTINCT FROM facts.delivered) AS unlike
      FROM events`);
    return counts;
  } finally {
    await store.close();
  }
}

describe.skipIf(!olistIsThere)('kill -9 during an import (needs THROUGHLINE_SHARED)', () => {
  const data = temporaryDataDir();
  let platform: Platform | undefined;
  afterAll(async () => {
    await platform?.stop();
    data.remove();
  });

  it(`${KILLS} times: no acknowledged event lost, none doubled`, async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      platform = await startPlatform({ dataDir: data.path });
      // Every third time all is sent again, so that kills meet repeats too.
      const importing = startImport(data.path, ...(kill % 3 === 2 ? ['--again'] : []));
      // Spread over the whole import, so that kills meet begin, rows, drain and end.
      await sleep(800 + ((kill * 977) % 5000));
      await platform.kill();
      // It would wait for the server to come back; its next run goes on where this one stood.
      importing.kill();
      await importing.ended;
    }
    platform = await startPlatform({ dataDir: data.path });
    await runImport(data.path);
    const stats = await platform.get<OrderStats>('/api/v1/stats/orders');
    expect(stats.total).toBe(10_000);
    expect(stats.facts).toEqual({ lifecycle: 39_385, promises: 10_000 });
    expect(stats.late).toBe(663);
    await platform.stop();
    expect(await integrity(data.path)).toEqual({
      events: 49_385n,
      distinct: 49_385n,
      lives: 10_000n,
      unlike: 0n,
    });
  }, 1_800_000);
});
