import { writeSync } from 'node:fs';
import { openClickHouse } from '../clickhouse/open.ts';
import { migrateEmbeddedClickHouse } from '../open.ts';
import { writeBatch } from '../writers/write-batch.ts';

// A process to be killed: inserts batch after batch and prints the number of each one that is acknowledged.
const [dataDir = '', first = '1', size = '200'] = process.argv.slice(2);
const clickhouse = await openClickHouse({ dataDir });
await migrateEmbeddedClickHouse(clickhouse);
const rowsOf = (batch: number) =>
  Array.from({ length: Number(size) }, (_, at) => {
    const n = batch * Number(size) + at;
    const position = { workspace: 1, observedAt: 1_700_000_000_000, writer: 1n, batch: BigInt(batch) };
    return {
      ...position,
      ...{
        life: BigInt(1 + (n % 97)),
        eventKey: BigInt(n),
        eventId: `e${n}`,
        source: 'commerce/a',
        system: 'commerce',
      },
      ...{ type: 'order.created', rank: 1, occurredAt: 1_600_000_000_000 + n },
    };
  });
for (let batch = Number(first); ; batch += 1) {
  const position = {
    writer: 1n,
    batch: BigInt(batch),
    firstPosition: BigInt(batch),
    lastPosition: BigInt(batch),
  };
  await writeBatch(clickhouse, { ...position, rows: { events: rowsOf(batch) } });
  writeSync(1, `${batch}\n`);
}
