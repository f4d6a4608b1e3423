import { rmSync } from 'node:fs';
import { openTestClickHouse, type TestClickHouse } from '@throughline/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectorStore } from '../collector.ts';
import { type Running, SERVICE_TOKEN, startCollector, WMS_KEY } from '../testing/harness.ts';
import { storeOver } from '../testing/store.ts';

const MAPPING = `
version: 1
name: tiny
source: commerce/tiny
files: { main: { name: orders.csv } }
time: { format: yyyy-MM-dd HH:mm:ss, zone: "-03:00" }
currency: BRL
skip:
  - { when: { not: { present: placed } }, reason: never-placed }
defaults:
  keys: [{ namespace: tiny.order, value: "{id}" }]
namespaces:
  - { namespace: tiny.order, role: identity, scoped: given, label: tiny order }
events:
  - { type: order.created, id: "order/{id}:created", time: "{placed}" }
  - { type: shipment.delivered, id: "order/{id}:delivered", source: carrier, when: { present: got }, time: "{got}" }
`;
const IMPORT = 'ab'.repeat(16);
const BEGIN = {
  op: 'begin',
  importId: IMPORT,
  source: 'commerce/tiny',
  mapping: MAPPING,
  files: [{ name: 'orders.csv', role: 'main', bytes: 1, sha256: 'cd'.repeat(32) }],
};
const ROWS = {
  op: 'rows',
  importId: IMPORT,
  chunk: 0,
  rows: [
    { line: 2, row: { id: 'o1', placed: '2017-01-01 10:00:00', got: '2017-01-05 12:00:00' } },
    { line: 3, row: { id: 'o2', placed: '2017-01-02 10:00:00', got: '' } },
    { line: 4, row: { id: 'o3', placed: 'yesterday', got: '' } },
    { line: 5, row: { id: 'o4', placed: '', got: '' } },
    { line: 6, unreadable: { reason: 'bad-quotes', detail: 'A quote is not closed.' }, text: '"o5,' },
  ],
};

let test: TestClickHouse;
let store: CollectorStore;
let running: Running;
const send = (body: object, headers: Record<string, string> = {}) =>
  running.post(body, { 'content-type': 'application/json', ...headers }, '/v1/imports');
const settled = async () => {
  await running.collector.drained();
  return (await send({ op: 'status', importId: IMPORT })).body;
};

beforeAll(async () => {
  test = await openTestClickHouse();
  store = await storeOver(test.clickhouse);
  running = await startCollector({ store: async () => store, settings: { drainLingerMs: 5 } });
}, 60_000);
afterAll(async () => {
  await running.stop();
  rmSync(running.dir, { recursive: true, force: true });
  await test.close();
});

describe('an import', () => {
  it('is refused to who may not, with a mapping that is wrong, and before it was begun', async () => {
    expect((await send(BEGIN, { authorization: `Bearer ${WMS_KEY}` })).status).toBe(403);
    const wrong = await send({ ...BEGIN, mapping: MAPPING.replace('order.created', 'order.dreamt') });
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringMatching(/line \d+/) } });
    expect((await send(ROWS)).status).toBe(404);
    expect((await send({ op: 'rows' })).status).toBe(400);
  });

  it('takes rows, says what became of each, and stores them with their lines', async () => {
    expect((await send(BEGIN, { authorization: `Bearer ${SERVICE_TOKEN}` })).body).toMatchObject({
      state: 'open',
      chunks: [],
    });
    const { status, body } = await send(ROWS);
    expect(status).toBe(200);
    const counts = { rows: 5, events: 3, skipped: { 'never-placed': 1 }, newest: '2017-01-05T15:00:00.000Z' };
    expect(body).toMatchObject({ known: false, counts });
    expect(Object.values((body.counts as { deadLetters: object }).deadLetters)).toEqual([1, 1]);
    expect((await send(ROWS)).body).toMatchObject({ known: true, counts });

    expect((await send({ op: 'end', importId: IMPORT, chunks: 2 })).status).toBe(409);
    const ended = await send({ op: 'end', importId: IMPORT, chunks: 1 });
    expect(ended.body).toMatchObject({ state: 'ended', completeThrough: '2017-01-05T15:00:00.000Z' });
    expect(await settled()).toMatchObject({ drained: true, chunks: [[0, 0]], counts: { repeats: 0 } });

    const events = await test.clickhouse.query(
      'SELECT event_id, source, occurred_at FROM events ORDER BY event_id',
    );
    expect(events).toEqual([
      { eventId: 'order/o1:created', source: 'commerce/tiny', occurredAt: Date.UTC(2017, 0, 1, 13) },
      { eventId: 'order/o1:delivered', source: 'carrier/tiny', occurredAt: Date.UTC(2017, 0, 5, 15) },
      { eventId: 'order/o2:created', source: 'commerce/tiny', occurredAt: Date.UTC(2017, 0, 2, 13) },
    ]);
    const letters = await test.clickhouse.query<Record<string, unknown>>(
      'SELECT * FROM dead_letters ORDER BY line_no',
    );
    expect(letters.map(({ lineNo, importId, payloadIndex }) => ({ lineNo, importId, payloadIndex }))).toEqual(
      [
        { lineNo: 4, importId: IMPORT, payloadIndex: 2 },
        { lineNo: 6, importId: IMPORT, payloadIndex: 4 },
      ],
    );
    const kept = await store.sealer.open(1, letters[1]?.payloadId as bigint);
    expect(JSON.parse(String(kept?.bytes))[4]).toBe('"o5,');
    const feeds = await test.clickhouse.query(
      'SELECT source, kind, complete_through FROM feeds ORDER BY source',
    );
    expect(feeds).toEqual(
      ['carrier/tiny', 'commerce/tiny'].map((source) => ({
        source,
        kind: 'import',
        completeThrough: Date.UTC(2017, 0, 5, 15),
      })),
    );
  });

  it('goes on after a restart', async () => {
    await running.collector.close();
    running = await startCollector({
      store: async () => store,
      dir: running.dir,
      settings: { drainLingerMs: 5 },
    });
    expect((await send(ROWS)).body).toMatchObject({ known: true });
    expect((await send({ ...BEGIN, source: 'commerce/other' })).status).toBe(409);
  });

  it('made again under another name changes nothing', async () => {
    const other = 'ef'.repeat(16);
    await send({ ...BEGIN, importId: other });
    await send({ ...ROWS, importId: other, rows: ROWS.rows.slice(0, 2) });
    await running.collector.drained();
    expect((await send({ op: 'status', importId: other })).body).toMatchObject({
      drained: true,
      counts: { repeats: 3 },
    });
    expect(await test.clickhouse.query('SELECT toUInt32(count()) AS n FROM events')).toEqual([{ n: 3 }]);
  });
});
