import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { anEvent } from './event-builder.ts';
import { openTestClickHouse, openTestStore } from './test-store.ts';

test('a test store is migrated and empty, and its directory goes with it', async () => {
  for (const open of [openTestStore, openTestStore, openTestClickHouse]) {
    const store = await open();
    expect(await store.clickhouse.query('SELECT count() AS n FROM events')).toEqual([{ n: 0n }]);
    await store.close();
    expect(existsSync(store.dir)).toBe(false);
  }
});

test('builds events', () => {
  const order = anEvent('order.created').key('commerce.order', '1');
  const event = order.at('2025-02-01T00:00:00Z').attribute('channel', 'web').build();
  expect(event.data.keys).toEqual([{ namespace: 'commerce.order', value: '1' }]);
  expect(event.observedAt - event.occurredAt).toBe(1000);
  expect(order.build().data.attributes).toEqual({});
});
