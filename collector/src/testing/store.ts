import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouse, loadMasterKey, openSealer } from '@throughline/store';
import type { CollectorStore } from '../collector.ts';

/** What a collector needs of an open ClickHouse; without `keyFile` a master key is made for the occasion. */
export async function storeOver(clickhouse: ClickHouse, keyFile?: string): Promise<CollectorStore> {
  const file = keyFile ?? join(tmpdir(), `throughline-master-${randomUUID()}.key`);
  const master = await loadMasterKey(file, '/nowhere');
  if (keyFile === undefined) await rm(file);
  return { clickhouse, sealer: openSealer(clickhouse, master) };
}

/** How many events and how many distinct facts are stored. */
export async function counts(clickhouse: ClickHouse): Promise<{ rows: number; facts: number }> {
  const [row] = await clickhouse.query<{ rows: number; facts: number }>(
    'SELECT toUInt32(count()) AS rows, toUInt32(uniqExact(event_key)) AS facts FROM events',
  );
  return row ?? { rows: 0, facts: 0 };
}
