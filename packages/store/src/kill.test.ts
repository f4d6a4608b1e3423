import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detachedParts, openClickHouse } from './clickhouse/open.ts';

const KILLS = 4;
const SIZE = 200;
const WRITER = fileURLToPath(new URL('./testing/insert-until-killed.ts', import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'throughline-store-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const exit = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => child.once('exit', () => resolve()));

/** Lets a process insert from batch `first` on and kills it some time after its third acknowledgement; gives the last. */
const insertAndKill = async (first: number, afterMs: number): Promise<number> => {
  const child = spawn(process.execPath, [WRITER, dir, String(first), String(SIZE)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let wrong = '';
  child.stderr.on('data', (chunk: Buffer) => {
    wrong += chunk.toString();
  });
  const gone = exit(child);
  child.stdout.on('data', (chunk: Buffer) => {
    const before = said.split('\n').length;
    said += chunk.toString();
    if (before <= 3 && said.split('\n').length > 3) setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await gone;
  const batches = said.split('\n').filter(Boolean).map(Number);
  if (batches.length < 3) throw new Error(`the writer ended early: ${wrong}`);
  return batches.at(-1) ?? first;
};

test(`after kill -9 at any moment (${KILLS} times) every acknowledged row is there, once, and views agree`, async () => {
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    // The batch after the last acknowledged one may be half there: sending it again completes it.
    acknowledged = await insertAndKill(acknowledged + 1, 7 + kill * 23);
  }
  const db = await openClickHouse({ dataDir: dir });
  try {
    expect(await detachedParts(db)).toEqual([]);
    const batches = await db.query<{ batch: bigint; rows: bigint; events: bigint }>(
      'SELECT batch, count() AS rows, uniqExact(event_key) AS events FROM events GROUP BY batch ORDER BY batch',
    );
    expect(batches.length).toBeGreaterThanOrEqual(acknowledged);
    for (const { rows, events } of batches) expect([rows, events]).toEqual([BigInt(SIZE), BigInt(SIZE)]);
    const [committed] = await db.query<{ n: bigint; most: bigint }>(
      'SELECT count() AS n, max(batch) AS most FROM committed_batches',
    );
    expect(committed?.n).toBe(committed?.most);
    expect(committed?.most).toBeGreaterThanOrEqual(acknowledged);
    expect(
      await db.query('SELECT life, min(placed_at) AS first FROM lives GROUP BY life ORDER BY life'),
    ).toEqual(
      await db.query('SELECT life, min(occurred_at) AS first FROM events GROUP BY life ORDER BY life'),
    );
  } finally {
    await db.close();
  }
});
