// The real collector over the real embedded store, alone in a process, as the bench measures it.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createCollector, nodeFiles, readConfig } from '@throughline/collector';
import { loadMasterKey, migrateEmbeddedClickHouse, openClickHouse, openSealer } from '@throughline/store';
import pino from 'pino';
import { percentile } from '../report.ts';

const dir = process.argv[2] as string;
const key = process.argv[3] as string;

/** What the parent may ask: wait until all is stored; the store's counts; flush times since the last ask. */
export type ProductOrder = 'drained' | 'counts' | 'flushes' | 'peak-memory';

let flushes: number[] = [];
const files = {
  ...nodeFiles,
  async fdatasync(fd: number): Promise<void> {
    const began = performance.now();
    await nodeFiles.fdatasync(fd);
    flushes.push(performance.now() - began);
  },
};

const clickhouse = await openClickHouse({ dataDir: dir });
await migrateEmbeddedClickHouse(clickhouse);
const master = await loadMasterKey(`${dir}-master.key`, dir);
const collector = createCollector({
  config: { ...readConfig({}, dir), port: 0, logDir: join(dir, 'log') },
  store: async () => ({ clickhouse, sealer: openSealer(clickhouse, master) }),
  clock: Date.now,
  random: randomBytes,
  logger: pino({ level: 'warn' }),
  files,
});
const address = await collector.listen();
collector.publishIntake({
  version: 1,
  publishedAt: new Date().toISOString(),
  keys: [
    {
      id: 'bench',
      hash: createHash('sha256').update(key).digest('hex'),
      workspace: 1,
      sources: ['*'],
      scopes: ['events'],
      expiresAt: null,
    },
  ],
  sources: [],
  namespaces: [],
});

async function answer(order: ProductOrder): Promise<unknown> {
  switch (order) {
    case 'drained':
      return collector.drained();
    case 'counts':
      return (
        await clickhouse.query<{ rows: number; facts: number; version: string }>(
          'SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_key)) AS facts, version() AS version FROM events',
        )
      )[0];
    case 'flushes': {
      const times = flushes;
      flushes = [];
      return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), count: times.length };
    }
    case 'peak-memory':
      return process.resourceUsage().maxRSS * 1024;
    default:
      return order satisfies never;
  }
}

process.on('message', (order: ProductOrder) => {
  answer(order).then(
    (value) => process.send?.({ value }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
process.send?.({ port: Number(new URL(address).port) });
