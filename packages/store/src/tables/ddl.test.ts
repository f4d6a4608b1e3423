import { expect, test } from 'vitest';
import { or, since, text, u32 } from './column.ts';
import { createStatements, derivedOf } from './ddl.ts';
import { TABLES } from './index.ts';
import { camel, snake, table } from './table.ts';

const one = { database: 'throughline' };
const cluster = { database: 'throughline', cluster: 'shop' };

test('every table leads its sort key with the workspace', () => {
  for (const { orderBy } of Object.values(TABLES)) expect(orderBy[0]).toBe('workspace');
});

test('an embedded or single server gets plain tables', () => {
  const [made, ...more] = createStatements(TABLES.events, one, 1);
  expect(more).toEqual([]);
  expect(made).toContain('CREATE TABLE IF NOT EXISTS throughline.events (');
  expect(made).toContain('ENGINE = MergeTree\nPARTITION BY toYYYYMM(observed_at)');
  expect(made).toContain('ORDER BY (workspace, life, occurred_at, event_key)');
  expect(made).toContain('index_granularity = 1024, fsync_after_insert = 1');
  expect(made).toContain('non_replicated_deduplication_window = 1000');
});

test('a cluster gets replicated parts, spread by workspace, and views between the parts', () => {
  const [part, spread] = createStatements(TABLES.events, cluster, 1);
  expect(part).toContain('CREATE TABLE IF NOT EXISTS throughline.events_local ON CLUSTER shop (');
  expect(part).toContain(
    "ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/throughline/events', '{replica}')",
  );
  expect(part).toMatch(/[^_]replicated_deduplication_window = 1000/);
  expect(part).not.toContain('non_replicated');
  expect(spread).toContain(
    'CREATE TABLE IF NOT EXISTS throughline.events ON CLUSTER shop AS throughline.events_local',
  );
  expect(spread).toContain('ENGINE = Distributed(shop, throughline, events_local, workspace)');
  const views = derivedOf(TABLES.lives, cluster).filter(({ name }) => name.startsWith('view:'));
  expect(views.map(({ name }) => name)).toEqual(['view:lives_from_events', 'view:lives_from_links']);
  expect(views[0]?.statements[1]).toContain('TO throughline.lives_local');
  expect(views[0]?.statements[1]).toContain('FROM throughline.events_local');
});

test('bytes come in through an ephemeral column', () => {
  const [made] = createStatements(TABLES.payloads, one, 1);
  expect(made).toContain('sealed String CODEC(NONE)');
});

test('a later column is added by its own version, and the first version never changes', () => {
  const before = table({
    name: 't',
    about: 'x',
    columns: { workspace: u32(), a: text() },
    orderBy: ['workspace'],
  });
  const after = { ...before, columns: { ...before.columns, b: since(2, or(text(), '')) } };
  expect(createStatements(after, one, 1)).toEqual(createStatements(before, one, 1));
  expect(createStatements(after, one, 2)).toEqual([
    'ALTER TABLE throughline.t ADD COLUMN IF NOT EXISTS b String',
  ]);
  expect(createStatements({ ...before, since: 2 }, one, 1)).toEqual([]);
});

test('names change case there and back', () => {
  for (const { columns } of Object.values(TABLES)) {
    for (const name of Object.keys(columns)) expect(camel(snake(name))).toBe(name);
  }
});
