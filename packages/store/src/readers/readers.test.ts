import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClickHouse } from '../clickhouse/clickhouse.ts';
import { clickHouseEngines } from '../testing/engines.ts';
import { type BatchRows, writeBatch } from '../writers/write-batch.ts';
import { eventsOfLives } from './events.reader.ts';
import { feedCompleteness } from './feeds.reader.ts';
import { findKeys, keysOfLives, livesOfKeys } from './keys.reader.ts';
import { caseCutsOf, caseLinksOf, conflictsOf } from './links.reader.ts';
import { orphansAmong } from './orphans.reader.ts';
import { seenOf } from './seen.reader.ts';
import { sharedEventsOf } from './shared-events.reader.ts';

const T = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;
const at = (batch: bigint) => ({ workspace: 1, observedAt: T + Number(batch) * HOUR, writer: 7n, batch });
const key = (value: string, namespace = 'commerce.order') => ({ namespace, scope: '', value });

describe.each(clickHouseEngines())('on $name', ({ open }) => {
  let opened: { db: ClickHouse; close: () => Promise<void> };
  let db: ClickHouse;
  const write = (batch: bigint, rows: BatchRows): Promise<void> =>
    writeBatch(db, { writer: 7n, batch, firstPosition: batch * 10n, lastPosition: batch * 10n + 9n, rows });
  const event = (
    batch: bigint,
    life: bigint,
    eventKey: bigint,
    type: string,
    hours: number,
    more: object = {},
  ) => ({
    ...at(batch),
    ...{
      life,
      eventKey,
      eventId: `e${eventKey}`,
      source: 'commerce/a',
      system: 'commerce',
      type,
      rank: Number(eventKey),
    },
    ...{ occurredAt: T + hours * HOUR, root: life === 0n ? '' : 'order' },
    ...more,
  });

  beforeAll(async () => {
    opened = await open();
    db = opened.db;
    const shown = { role: 'identity', occurredAt: T } as const;
    await write(1n, {
      events: [
        event(1n, 11n, 1n, 'order.created', 0, { channel: 'web', amount: '10', currency: 'EUR' }),
        event(1n, 11n, 2n, 'shipment.confirmed', 30, { attributes: { final_status: 'shipped' } }),
        event(1n, 12n, 3n, 'order.created', 1, { channel: 'pos', attributes: { final_status: 'canceled' } }),
        event(1n, 0n, 4n, 'shipment.delivered', 40),
        event(1n, 13n, 5n, 'ticket.opened', 2),
      ],
      seen: [1n, 2n, 3n].map((eventKey) => ({
        ...at(1n),
        eventKey,
        fingerprint: 100n + eventKey,
        life: 11n,
        occurredAt: T,
      })),
      keys: [
        { ...at(1n), ...key('1001'), ...shown, life: 11n, eventKey: 1n },
        { ...at(1n), ...key('1002'), ...shown, life: 12n, eventKey: 3n },
        {
          ...at(1n),
          ...key('1001', 'erp.sales_order'),
          role: 'part',
          occurredAt: T,
          life: 13n,
          eventKey: 5n,
        },
      ],
      sharedEvents: [
        {
          ...at(1n),
          ...key('box1', 'box'),
          eventKey: 4n,
          occurredAt: T + 40 * HOUR,
          type: 'shipment.delivered',
        },
      ],
      orphans: [8n, 9n].map((eventKey) => ({
        ...at(1n),
        eventKey,
        source: 'wms/a',
        type: 'shipment.packed',
        occurredAt: T,
      })),
      feeds: [{ ...at(1n), source: 'commerce/a', kind: 'poll', completeThrough: T }],
      caseCuts: [{ ...at(1n), ...key('P7', 'shipment'), by: 'ann' }],
      conflicts: [{ ...at(1n), ...key('P8', 'shipment'), lives: [11n, 12n], reason: 'two orders' }],
    });
    await write(2n, {
      keys: [
        { ...at(2n), ...key('1001'), ...shown, life: 11n, eventKey: 2n },
        { ...at(2n), ...key('1002'), ...shown, life: 12n, eventKey: 3n, sign: -1 },
      ],
      caseLinks: [
        { ...at(2n), loser: 13n, survivor: 11n, eventKey: 5n, ...key('X', 'shipment') },
        { ...at(2n), loser: 12n, survivor: 11n, eventKey: 3n },
      ],
      eventLinks: [
        {
          ...at(2n),
          life: 11n,
          eventKey: 4n,
          home: 0n,
          occurredAt: T + 40 * HOUR,
          type: 'shipment.delivered',
          share: '{"lines":[]}',
        },
        {
          ...at(2n),
          life: 12n,
          eventKey: 4n,
          home: 0n,
          occurredAt: T + 40 * HOUR,
          type: 'shipment.delivered',
        },
      ],
      feeds: [
        { ...at(2n), source: 'commerce/a', kind: 'heartbeat', completeThrough: T + HOUR, evidence: 'beat' },
      ],
      orphans: [
        { ...at(2n), eventKey: 9n, source: 'wms/a', type: 'shipment.packed', occurredAt: T, sign: -1 },
      ],
    });
    await write(3n, {
      caseLinks: [{ ...at(3n), loser: 12n, survivor: 11n, eventKey: 3n, sign: -1 }],
      eventLinks: [
        {
          ...at(3n),
          life: 11n,
          eventKey: 2n,
          home: 11n,
          occurredAt: T + 30 * HOUR,
          type: 'shipment.confirmed',
          sign: -1,
        },
      ],
      conflicts: [{ ...at(3n), ...key('P8', 'shipment'), sign: -1 }],
      caseCuts: [{ ...at(3n), ...key('P7', 'shipment'), by: 'ann', sign: -1 }],
    });
  });
  afterAll(() => opened.close());

  test('keys tell their lives; taken-back ones and other namespaces do not', async () => {
    const found = await livesOfKeys(db, 1, [key('1001'), key('1002'), key('none')]);
    expect(found).toEqual([
      { ...key('1001'), life: 11n, role: 'identity', eventKey: 1n, occurredAt: T, net: 2 },
    ]);
    expect(await livesOfKeys(db, 2, [key('1001')])).toEqual([]);
    const before = await livesOfKeys(db, 1, [key('1002')], { writer: 7n, batch: 2n });
    expect(before.map(({ life }) => life)).toEqual([12n]);
    expect((await keysOfLives(db, 1, [13n])).map(({ value }) => value)).toEqual(['1001']);
  });

  test('Find gives exact values and prefixes, in every namespace', async () => {
    expect((await findKeys(db, 1, '1001')).map(({ namespace }) => namespace)).toEqual([
      'commerce.order',
      'erp.sales_order',
    ]);
    expect(await findKeys(db, 1, '100')).toEqual([]);
    expect(await findKeys(db, 1, '100', { prefix: true })).toHaveLength(2);
    expect(await findKeys(db, 1, '%', { prefix: true })).toEqual([]);
    expect(await findKeys(db, 1, '', { prefix: true, limit: 1 })).toHaveLength(1);
  });

  test('what was seen is known, but for the batch that asks', async () => {
    const asked = [1n, 3n, 77n];
    expect([...(await seenOf(db, 1, asked)).values()]).toContainEqual({
      eventKey: 3n,
      fingerprint: 103n,
      life: 11n,
      occurredAt: T,
    });
    expect((await seenOf(db, 1, asked)).size).toBe(2);
    expect((await seenOf(db, 1, asked, { writer: 7n, batch: 1n })).size).toBe(0);
    const many = Array.from({ length: 25_000 }, (_, n) => 2n ** 127n + BigInt(n));
    expect((await seenOf(db, 1, [...many, 2n])).size).toBe(1);
  });

  test('a life has its own events and the linked ones, less those taken out', async () => {
    const keysOf = async (lives: bigint[], knownAt?: number) =>
      (await eventsOfLives(db, 1, lives, knownAt)).map(({ ofLife, eventKey }) => `${ofLife}:${eventKey}`);
    expect(await keysOf([11n])).toEqual(['11:1', '11:4']);
    expect(await keysOf([11n, 12n, 13n])).toEqual(['11:1', '12:3', '13:5', '11:4', '12:4']);
    expect(await keysOf([11n], T + HOUR)).toEqual(['11:1', '11:2']);
    expect((await eventsOfLives(db, 1, [11n])).at(-1)).toMatchObject({ share: '{"lines":[]}', life: 0n });
    expect(await keysOf([])).toEqual([]);
  });

  test('links, cuts and conflicts count by their sign, at any time of knowing', async () => {
    expect(await caseLinksOf(db, 1)).toEqual([
      { loser: 13n, survivor: 11n, eventKey: 5n, ...key('X', 'shipment'), observedAt: T + 2 * HOUR },
    ]);
    expect(await caseLinksOf(db, 1, T + 2 * HOUR)).toHaveLength(2);
    expect(await caseLinksOf(db, 1, T)).toEqual([]);
    expect(await caseCutsOf(db, 1)).toEqual([]);
    expect(await conflictsOf(db, 1)).toEqual([]);
    expect((await sharedEventsOf(db, 1, [key('box1', 'box')])).map(({ eventKey }) => eventKey)).toEqual([4n]);
  });

  test('an orphan that was joined waits no more', async () => {
    expect(await orphansAmong(db, 1, [8n, 9n])).toEqual(new Set([8n]));
  });

  test('a feed is complete to the latest of its declarations', async () => {
    expect(await feedCompleteness(db, 1)).toEqual([
      {
        source: 'commerce/a',
        completeThrough: T + HOUR,
        kind: 'heartbeat',
        evidence: 'beat',
        observedAt: T + 2 * HOUR,
      },
    ]);
  });

  test('the rollup holds what lists filter by, from events at home and from linked ones', async () => {
    expect(
      await db.query(
        `SELECT life, min(root_rank) AS root_rank, min(placed_at) AS placed_at, min(delivered_at) AS delivered_at,
           argMaxMerge(channel) AS channel, groupUniqArrayArray(attribute_pairs) AS pairs
         FROM lives WHERE life = 11 GROUP BY life`,
      ),
    ).toEqual([
      {
        life: 11n,
        rootRank: 1,
        placedAt: T,
        deliveredAt: T + 40 * HOUR,
        channel: 'web',
        pairs: ['final_status=shipped'],
      },
    ]);
  });
});
