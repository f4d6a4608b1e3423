// A collector in a process of its own, for tests that kill or trace it: `child.ts DIR [store]`.
import { randomBytes } from 'node:crypto';
import { migrateEmbeddedClickHouse, openClickHouse } from '@throughline/store';
import pino from 'pino';
import { createCollector } from '../app.ts';
import { readConfig } from '../config.ts';
import { INTAKE } from './harness.ts';
import { storeOver } from './store.ts';

const [dir = '', mode = ''] = process.argv.slice(2);

async function store() {
  if (mode !== 'store') throw new Error('this child has no databases');
  const clickhouse = await openClickHouse({ dataDir: dir });
  await migrateEmbeddedClickHouse(clickhouse);
  return storeOver(clickhouse, `${dir}-master.key`);
}

const collector = createCollector({
  config: { ...readConfig({}, dir), port: 0, logDir: `${dir}/log`, drainEvents: 200, drainLingerMs: 5 },
  store,
  clock: Date.now,
  random: randomBytes,
  logger: pino({ level: 'silent' }),
});
const address = await collector.listen();
collector.publishIntake(INTAKE);
process.send?.({ address });
process.on('message', () => collector.drained().then(() => process.send?.({ drained: true })));
process.on('disconnect', () => process.exit());
