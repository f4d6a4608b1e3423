import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TABLES } from '../tables/index.ts';
import { clickHouseEngines } from '../testing/engines.ts';
import type { ClickHouse } from './clickhouse.ts';
import { instant } from './engine.ts';
import { detachedParts } from './open.ts';

const HOSTILE = [
  "it's",
  'back\\slash',
  'tab\tnew\nline\r',
  "'); DROP TABLE events; --",
  '{x:String}',
  '',
  '\\N',
  'ünï😀',
  '\0',
];

describe.each(clickHouseEngines())('on $name', ({ open }) => {
  let opened: { db: ClickHouse; close: () => Promise<void> };
  let db: ClickHouse;
  beforeAll(async () => {
    opened = await open();
    db = opened.db;
  });
  afterAll(() => opened.close());

  test('parameters arrive as they are, alone and in arrays', async () => {
    for (const text of HOSTILE) {
      const [row] = await db.query('SELECT {text:String} AS text, {texts:Array(String)} AS texts', {
        text,
        texts: [text, 'x'],
      });
      expect(row).toEqual({ text, texts: [text, 'x'] });
    }
    const big = 2n ** 128n - 1n;
    const at = Date.UTC(1948, 1, 3, 4, 5, 6, 789);
    expect(
      await db.query(
        `SELECT {big:UInt128} AS big, {bigs:Array(UInt128)} AS bigs, {at:DateTime64(3, 'UTC')} AS at, {none:Nullable(String)} AS none`,
        { big, bigs: [big], at: instant(at), none: null },
      ),
    ).toEqual([{ big, bigs: [big], at, none: null }]);
  });

  test('many readers at once each see their own parameters', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) =>
        db.query<{ n: number }>('SELECT {n:UInt32} AS n', { n }, { lane: n % 2 ? 'read' : 'detect' }),
      ),
    );
    expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });

  test('a read does not wait behind a long one of another lane', async () => {
    let slowEnded = false;
    const slow = db
      .query(
        'SELECT sleepEachRow(0.1) AS s FROM numbers(8) SETTINGS max_block_size = 1',
        {},
        { lane: 'detect' },
      )
      .then(() => {
        slowEnded = true;
      });
    await db.query('SELECT 1 AS one', {}, { lane: 'read' });
    expect(slowEnded).toBe(false);
    await slow;
  });

  test('limits of rows and time are errors, and do not stay with the connection', async () => {
    await expect(db.query('SELECT number FROM numbers(11)', {}, { maxRows: 10 })).rejects.toThrow(/[Ll]imit/);
    await expect(
      db.query(
        'SELECT sleepEachRow(0.05) AS s FROM numbers(100) SETTINGS max_block_size = 1',
        {},
        { timeoutMs: 300 },
      ),
    ).rejects.toThrow(/TIMEOUT|[Tt]imeout/);
    for (let again = 0; again < 4; again += 1) {
      expect(await db.query('SELECT count() AS n FROM (SELECT number FROM numbers(200))')).toEqual([
        { n: 200n },
      ]);
      expect(await db.query('SELECT number FROM numbers(200)')).toHaveLength(200);
    }
  });

  test('an aborted read rejects at once', async () => {
    const abort = new AbortController();
    const began = performance.now();
    const read = db.query(
      'SELECT sleepEachRow(0.1) AS s FROM numbers(10) SETTINGS max_block_size = 1',
      {},
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(new Error('gone')), 20);
    await expect(read).rejects.toThrow();
    expect(performance.now() - began).toBeLessThan(900);
    await expect(db.query('SELECT 1 AS one', {}, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  test('a large answer streams, and may be left in the middle', async () => {
    let rows = 0;
    let last = 0n;
    for await (const some of db.stream<{ n: bigint }>('SELECT number AS n FROM numbers({n:UInt32})', {
      n: 150_000,
    })) {
      rows += some.length;
      last = some.at(-1)?.n ?? last;
    }
    expect([rows, last]).toEqual([150_000, 149_999n]);
    for await (const some of db.stream('SELECT number FROM numbers(100000000)')) {
      expect(some.length).toBeGreaterThan(0);
      break;
    }
    expect(await db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('every kind of column comes back as it went in', async () => {
    const event = {
      ...{
        workspace: 1,
        life: 2n ** 128n - 1n,
        eventKey: 5n,
        eventId: 'a',
        source: 'commerce/a',
        system: 'commerce',
      },
      ...{
        type: 'order.created',
        rank: 1,
        occurredAt: Date.UTC(1948, 0, 1, 0, 0, 0, 250),
        observedAt: 1_700_000_000_123,
      },
      ...{
        writer: 2n ** 64n - 1n,
        batch: 1n,
        accountingDate: '1999-12-31',
        amount: '-12345678901234567890.000001',
      },
      ...{ attributes: { note: HOSTILE.join('|') }, promiseDue: Date.UTC(2262, 0, 1), currency: 'JPY' },
    } as const;
    await db.insert(TABLES.events, [event], { token: 'codec' });
    expect(await db.query('SELECT * FROM events')).toEqual([expect.objectContaining(event)]);

    for (const occurredAt of [-1, -250, 0, 1, -2_208_988_800_000, Date.UTC(2299, 11, 31, 23, 59, 59, 999)]) {
      const one = { ...event, occurredAt, eventId: HOSTILE.join('') };
      await db.insert(TABLES.events, [one], { token: `at ${occurredAt}` });
      expect(
        await db.query(
          'SELECT occurred_at, event_id FROM events WHERE toUnixTimestamp64Milli(occurred_at) = {at:Int64}',
          { at: occurredAt },
        ),
      ).toEqual([{ occurredAt, eventId: one.eventId }]);
    }
    const conflict = {
      workspace: 1,
      namespace: 'a',
      value: 'b',
      lives: [1n, 2n ** 128n - 1n],
      observedAt: 1,
      writer: 1n,
      batch: 1n,
    };
    await db.insert(TABLES.conflicts, [conflict], { token: 'codec' });
    expect(await db.query('SELECT lives FROM conflicts')).toEqual([{ lives: conflict.lives }]);

    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
    const payload = {
      workspace: 1,
      payloadId: 1n,
      dataKeyId: 2n,
      contentType: 'x',
      nonce: bytes,
      sealed: bytes,
      size: 256,
    };
    await db.insert(TABLES.payloads, [{ ...payload, observedAt: 1, writer: 1n, batch: 1n }], {
      token: 'codec',
    });
    expect(await db.query('SELECT hex(sealed) AS sealed FROM payloads')).toEqual([
      { sealed: Buffer.from(bytes).toString('hex').toUpperCase() },
    ]);
  });

  test('damaged parts are reported with what to do', async () => {
    expect(await detachedParts(db)).toEqual([]);
  });
});
