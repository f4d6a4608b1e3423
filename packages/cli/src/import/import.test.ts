import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportClient } from '../server/client.ts';
import { all } from '../testing/all.ts';
import { FakeCollector } from '../testing/fake-collector.ts';
import { type ImportPlan, planImport } from './plan.ts';
import { openRows } from './rows.ts';
import { sendImport } from './send.ts';

const MAPPING = `
version: 1
name: test
source: oms/test
files:
  main: { name: orders.csv }
  joined: { items: { name: items.csv, key: order, parent: id } }
events:
  - { type: order.created, id: "{id}", time: "{at}", lines: [{ each: items, line: "{line}", quantity: 1 }] }
`;
const ROWS = 2600;

const dir = mkdtempSync(join(tmpdir(), 'throughline-import-'));
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
};
const collector = new FakeCollector();
let plan: ImportPlan;

beforeAll(async () => {
  const orders = Array.from({ length: ROWS }, (_, n) => `${n},2026-03-01T00:00:00Z\n`).join('');
  const files = [
    file('items.csv', `order,line\n1,1\n1,2\nnobody,1\n"broken\n`),
    file('orders.csv', `id,at\n${orders}`),
  ];
  plan = await planImport({ files, mapping: file('mapping.yaml', MAPPING), observed: 'now' });
  await collector.listen();
});
afterAll(async () => {
  await collector.close();
  rmSync(dir, { recursive: true, force: true });
});

const send = async (signal = new AbortController().signal, patience = 20_000) => {
  const client = new ImportClient({ url: collector.url, key: 'k' }, patience, () => {});
  const source = await openRows(plan, () => {});
  const options = { plan, source, client, completeThrough: undefined, signal, stillness: 1000 };
  return sendImport({ ...options, onProgress: () => {}, onSent: () => {} });
};

describe('an import', () => {
  it('arrives whole, joined and in numbered chunks, though the server is busy, forgets and breaks off', async () => {
    collector.trouble = ['busy', 'forget', 'break', 'busy'];
    const { after } = await send();
    expect(after).toMatchObject({ state: 'ended', counts: { rows: ROWS + 1 } });
    expect([...collector.chunks.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    const [first, second] = collector.chunks.get(0) ?? [];
    expect(first).toEqual({ line: 2, row: { id: '0', at: '2026-03-01T00:00:00Z' }, joined: { items: [] } });
    expect(second).toMatchObject({ joined: { items: [{ order: '1', line: '1' }, { line: '2' }] } });
    expect(collector.chunks.get(5)?.at(-1)).toMatchObject({
      line: 5,
      unreadable: { detail: expect.stringMatching(/^items.csv, line 5/) },
    });
    expect(collector.end).toMatchObject({ chunks: 6, unmatched: { items: 1 } });
    expect(collector.most).toBeLessThanOrEqual(4);
  });

  it('that is stopped goes on where it was', async () => {
    collector.forget();
    const stop = new AbortController();
    collector.onChunk = (chunk) => {
      if (chunk === 3) stop.abort();
    };
    await expect(send(stop.signal)).rejects.toThrow();
    collector.onChunk = () => {};
    const taken = collector.chunks.size;
    const before = collector.requests;
    await send();
    expect(taken).toBeGreaterThan(0);
    expect(collector.chunks.size).toBe(6);
    expect(collector.requests - before).toBe(6 - taken);
  });

  it('that was made before sends no row again', async () => {
    const before = collector.requests;
    const { before: known } = await send();
    expect(known.state).toBe('ended');
    expect(collector.requests).toBe(before);
  });

  it('gives up with the way on, when the server takes nothing', async () => {
    collector.forget();
    collector.trouble = Array<'busy'>(50).fill('busy');
    await expect(send(undefined, 500)).rejects.toThrow(/takes nothing .*full/);
    collector.trouble = [];
  });

  it('passes on what the server refuses', async () => {
    collector.trouble = Array<'refuse'>(10).fill('refuse');
    await expect(send()).rejects.toMatchObject({
      message: expect.stringMatching(/not for oms\/test/),
      remedy: 'Use another key.',
    });
  });
});

describe('the plan of an import', () => {
  const options = () => ({
    files: [join(dir, 'items.csv'), join(dir, 'orders.csv')],
    mapping: join(dir, 'mapping.yaml'),
    observed: 'now' as const,
  });
  it('has the same id for the same content, in any order and under any name', async () => {
    const again = await planImport({ ...options(), files: options().files.reverse() });
    const moved = file('moved.csv', readFileSync(join(dir, 'orders.csv'), 'utf8'));
    const renamed = await planImport({ ...options(), files: [`main=${moved}`, join(dir, 'items.csv')] });
    expect([again.importId, renamed.importId]).toEqual([plan.importId, plan.importId]);
  });
  it('has another id for other content, source or observed time', async () => {
    const ids = await Promise.all([
      planImport({ ...options(), source: 'oms/other' }),
      planImport({ ...options(), observed: 'occurred' }),
      planImport({ ...options(), salt: '1' }),
      planImport({
        ...options(),
        files: [file('x/../orders2.csv', 'id,at\n'), join(dir, 'items.csv')].map(
          (path, index) => `${index ? 'items' : 'main'}=${path}`,
        ),
      }),
    ]);
    expect(new Set([plan.importId, ...ids.map(({ importId }) => importId)]).size).toBe(5);
  });
  it.each([
    [['what.csv', 'items.csv'], /what.csv fits no file name/],
    [['orders.csv'], /items file is missing/],
    [['items.csv', 'items=orders.csv'], /both the items file/],
    [['orders.csv', 'items=none.csv'], /none.csv cannot be read \(ENOENT\)/],
  ])('says what is wrong with the files %j', async (files, message) => {
    await expect(
      planImport({
        ...options(),
        files: files.map((name) => name.replace(/[^=]+$/, (path) => join(dir, path))),
      }),
    ).rejects.toThrow(message);
  });
  it('names the line of the mapping that is wrong', async () => {
    const mapping = file('bad.yaml', MAPPING.replace('source: oms', 'source: shop'));
    await expect(planImport({ ...options(), mapping })).rejects.toThrow(/bad\.yaml:4:9 {2}source: /);
  });
  it('names the column that a file lacks, and where it is read', async () => {
    const lacking = await planImport({
      ...options(),
      files: [`main=${file('l.csv', 'id,when\n1,2\n')}`, join(dir, 'items.csv')],
    });
    const { rows } = await openRows(lacking, () => {});
    await expect(all(rows)).rejects.toThrow(/l\.csv has no column "at".*line 9/);
  });
});
