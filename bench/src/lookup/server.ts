// The real api over a real embedded store, alone in a process, as the bench measures it.
import { randomBytes } from 'node:crypto';
import { createApi } from '@throughline/api';
import { openStore } from '@throughline/store';
import pino from 'pino';
import { answerParent } from '../child.ts';
import { commitBatch, storeSettled } from '../history.ts';

/** What the parent may ask: store so many orders; read orders by their own id, through SQL alone. */
export type LookupOrder = { do: 'seed'; orders: number } | { do: 'bare'; names: string[] };

const [dir = '', token = ''] = process.argv.slice(2);
const store = await openStore({ dataDir: dir });
const { clickhouse } = store;
const api = await createApi({
  config: { host: '127.0.0.1', port: 0, origins: [], workspace: 1, version: 'bench' },
  store,
  clock: Date.now,
  random: randomBytes,
  log: pino({ level: 'warn' }),
  serviceToken: token,
  openPayload: async () => undefined,
  publishIntake: async () => undefined,
  collector: async () => undefined,
});
const address = await api.listen();

const bare = async (names: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (const name of names) {
    const began = performance.now();
    const [key] = await clickhouse.query<{ life: bigint }>(
      'SELECT life FROM keys WHERE workspace = 1 AND value = {name:String} GROUP BY life HAVING sum(sign) > 0',
      { name },
    );
    const rows = await clickhouse.query(
      'SELECT * FROM events WHERE workspace = 1 AND life = {life:UInt128}',
      {
        life: key?.life ?? 0n,
      },
    );
    if (rows.length === 0) throw new Error(`nothing is stored of ${name}`);
    times.push(performance.now() - began);
  }
  return times;
};

answerParent(async (order: LookupOrder) => {
  switch (order.do) {
    case 'seed': {
      await storeSettled(clickhouse, 1, order.orders, 1);
      await commitBatch(clickhouse, 1);
      const [row] = await clickhouse.query<{ n: number; version: string }>(
        'SELECT toUInt32(count()) AS n, version() AS version FROM events',
      );
      return { address, events: row?.n ?? 0, version: row?.version ?? '' };
    }
    case 'bare':
      return bare(order.names);
    default:
      return order satisfies never;
  }
});
