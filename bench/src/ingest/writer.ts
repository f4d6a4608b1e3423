import { eventKey, lifeId } from '@throughline/domain';
import { migrateEmbeddedClickHouse, type NewEventRow, openClickHouse, TABLES } from '@throughline/store';
import { median } from '../report.ts';
import { benchEvent } from './events.ts';

const ROWS = 10_000;
const ROUNDS = 7;

/** Rows of `events` as the drain makes them. */
export function rowsOf(run: string, batch: bigint): NewEventRow[] {
  return Array.from({ length: ROWS }, (_, index) => {
    const event = benchEvent(run, index);
    const key = eventKey(1, event.source, event.id);
    const { attributes, amount, currency, ...data } = event.data;
    return {
      workspace: 1,
      life: lifeId(1, key),
      eventKey: key,
      eventId: event.id,
      source: event.source,
      system: 'commerce',
      type: event.type,
      rank: 1,
      occurredAt: Date.parse(event.time),
      observedAt: Date.UTC(2026, 5, 1) + index,
      writer: 1n,
      batch,
      root: 'order',
      traceparent: event.traceparent,
      deliveryId: event.deliveryid,
      ...attributes,
      amount,
      currency,
      data: JSON.stringify(data),
    };
  });
}

/** The same row as JSONEachRow has it, made before the clock starts. */
export const asJson = (row: NewEventRow): string =>
  JSON.stringify(row, (_name, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  ).replace(
    /"([a-z]+(?:[A-Z][a-z]*)+)":/g,
    (_, name: string) => `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}":`,
  );

export type WriterResult = { ratio: number; ours: number; bare: number };

/**
 * The store's writer for `events` (rows in, durable, with its view and token) against a bare INSERT of the same rows
 * as ready JSONEachRow text, into the same table without its view; batches of 10,000 in turns.
 */
export async function measureWriter(dir: string): Promise<WriterResult> {
  const clickhouse = await openClickHouse({ dataDir: dir });
  try {
    await migrateEmbeddedClickHouse(clickhouse);
    await clickhouse.command('CREATE TABLE bare AS events');
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const rows = rowsOf(`w${round}`, BigInt(round + 1));
      const text = `INSERT INTO bare FORMAT JSONEachRow\n${rows.map(asJson).join('\n')}`;
      const bareFrom = performance.now();
      await clickhouse.command(text);
      const bareTo = performance.now();
      await clickhouse.insert(TABLES.events, rows, { token: `bench:${round}` });
      const oursTo = performance.now();
      if (round === 0) continue;
      bare.push((ROWS * 1000) / (bareTo - bareFrom));
      ours.push((ROWS * 1000) / (oursTo - bareTo));
    }
    const [counts] = await clickhouse.query<{ same: number; ours: number; bare: number }>(
      `SELECT (SELECT toUInt32(count()) FROM events) AS ours, (SELECT toUInt32(count()) FROM bare) AS bare,
         (SELECT toUInt32(count()) FROM bare WHERE (event_key, data, amount, occurred_at) IN
           (SELECT event_key, data, amount, occurred_at FROM events)) AS same`,
    );
    const expected = ROWS * (ROUNDS + 1);
    if (counts?.ours !== expected || counts.bare !== expected || counts.same !== expected) {
      throw new Error(`the two tables differ: ${JSON.stringify(counts)}`);
    }
    return {
      ratio: median(ours.map((value, index) => value / (bare[index] as number))),
      ours: median(ours),
      bare: median(bare),
    };
  } finally {
    await clickhouse.close();
  }
}
