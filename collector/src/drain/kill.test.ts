import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClickHouse } from '@throughline/store';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BATCH, KEY, orderCreated } from '../testing/harness.ts';
import { counts } from '../testing/store.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'throughline-kill-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
  rmSync(`${dir}-master.key`, { force: true });
});

const message = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as T));
    child.once('exit', () => reject(new Error('the collector ended')));
  });

async function start(): Promise<{ child: ChildProcess; address: string }> {
  const child = fork(join(import.meta.dirname, '../testing/child.ts'), [dir, 'store']);
  return { child, address: (await message<{ address: string }>(child)).address };
}

const KILLS = Number(process.env.KILLS ?? 5);
const PER_REQUEST = 20;

it(`kill -9 in mid-load, ${KILLS} times: nothing acknowledged is lost, nothing is stored twice`, async () => {
  const acknowledged = new Set<string>();
  let next = 0;

  /** Sends until the collector is gone; every second batch is sent again, as a sender does who got no answer. */
  const send = async (address: string): Promise<void> => {
    for (;;) {
      const batch = next++;
      const ids = Array.from({ length: PER_REQUEST }, (_, index) => `k${batch}-${index}`);
      const request = () =>
        fetch(`${address}/v1/events`, {
          method: 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': BATCH },
          body: JSON.stringify(ids.map((id) => orderCreated(id))),
        });
      try {
        const response = await request();
        if (response.status === 202) for (const id of ids) acknowledged.add(`order/${id}:created`);
        if (batch % 2 === 0) await (await request()).text();
      } catch {
        return;
      }
    }
  };

  for (let kill = 0; kill < KILLS; kill++) {
    const { child, address } = await start();
    let sending = true;
    const load = Promise.all([send(address), send(address), send(address)]).finally(() => {
      sending = false;
    });
    // However slow the machine, some of this round is acknowledged before the kill.
    const before = acknowledged.size;
    while (sending && acknowledged.size < before + 2 * PER_REQUEST) await sleep(10);
    await sleep(Math.random() * 500);
    child.kill('SIGKILL');
    await load;
  }
  const { child } = await start();
  child.send('drained');
  await message(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.disconnect();
  await ended;

  const clickhouse = await openClickHouse({ dataDir: dir });
  const stored = await counts(clickhouse);
  expect(stored.rows).toBe(stored.facts);
  const ids = await clickhouse.query<{ eventId: string }>('SELECT event_id FROM events');
  const known = new Set(ids.map(({ eventId }) => eventId));
  expect([...acknowledged].filter((id) => !known.has(id))).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(KILLS * PER_REQUEST);
  const [torn] = await clickhouse.query<{ n: number }>(
    `SELECT toUInt32(count()) AS n FROM events
     WHERE (writer, batch) NOT IN (SELECT writer, batch FROM committed_batches)`,
  );
  expect(torn).toEqual({ n: 0 });
  await clickhouse.close();
}, 300_000);
