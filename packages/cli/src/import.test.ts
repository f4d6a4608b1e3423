import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeCollector } from './testing/fake-collector.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const examples = join(root, 'examples/imports');
const olist = join(examples, 'olist');
const sample = ['orders', 'order_items', 'payments', 'customers'].map((name) => join(olist, `${name}.csv`));
const shared = resolve(root, process.env.THROUGHLINE_SHARED ?? '../shared', 'data');

type Ended = { code: number | null; out: string; err: string };
function run(args: string[], onStart: (kill: () => void) => void = () => {}): Promise<Ended> {
  const env = { ...process.env, INIT_CWD: root, FORCE_COLOR: '0' };
  const child = spawn(process.execPath, [join(root, 'packages/cli/src/import.ts'), ...args], {
    cwd: root,
    env,
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    ended.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ended.err += chunk;
  });
  onStart(() => child.kill('SIGINT'));
  return new Promise((done) => child.once('close', (code) => done({ ...ended, code })));
}
/** The number that a report has behind a name. */
const figure = (report: string, name: string): number => {
  const line = report.split('\n').find((one) => one.trim().startsWith(`${name}  `));
  return Number(/ ([\d,]+)(?: {2}|$)/.exec(line ?? '')?.[1]?.replaceAll(',', ''));
};

describe('a dry run', { timeout: 120_000 }, () => {
  it('needs no server and shows what would come of the sample', async () => {
    const { code, out } = await run([...sample, '-m', join(olist, 'mapping.yaml'), '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/order\.created {2}commerce\/olist {2}order\/[0-9a-f]{32}:created/);
    expect(figure(out, 'rows')).toBe(12);
    expect(figure(out, 'events')).toBe(51);
    expect(figure(out, 'dead letters')).toBe(0);
    expect(figure(out, 'payments: rows without a parent')).toBe(1);
    expect(figure(out, 'items: parents without a row')).toBe(1);
  });

  it('of another installation says so in the sources', async () => {
    const args = [...sample, '-m', join(olist, 'mapping.yaml'), '--dry-run', '--source', 'commerce/acme'];
    const { out } = await run(args);
    expect(out).toContain('psp/acme  payment.authorized');
  });

  it.skipIf(!existsSync(join(shared, 'olist')))(
    'of the real orders gives their known counts (skipped without THROUGHLINE_SHARED)',
    async () => {
      const files = ['orders', 'order_items', 'payments', 'customers'].map((name) =>
        join(shared, 'olist', `${name}.csv.gz`),
      );
      const { out } = await run([...files, '-m', join(olist, 'mapping.yaml'), '--dry-run']);
      expect(figure(out, 'events')).toBe(39_385 + 10_000);
      expect(figure(out, 'commerce/olist  order.created')).toBe(10_000);
      expect(figure(out, 'commerce/olist  promise.set')).toBe(10_000);
      expect(figure(out, 'psp/olist  payment.authorized')).toBe(10_000 - 16);
      expect(figure(out, 'wms/olist  shipment.confirmed')).toBe(10_000 - 247);
      expect(figure(out, 'carrier/olist  shipment.delivered')).toBe(10_000 - 352);
      expect(figure(out, 'dead letters')).toBe(0);
      expect(figure(out, 'items: rows')).toBe(11_252);
      expect(figure(out, 'items: parents without a row')).toBe(111);
      expect(out).toMatch(/payments: rows without a parent .* 5,459 keys/);
    },
  );

  it.skipIf(!existsSync(join(shared, 'logs')))(
    'of the real log maps each of its events (skipped without THROUGHLINE_SHARED)',
    async () => {
      const log = join(shared, 'logs/order_process.jsonocel');
      const { out } = await run([log, '-m', join(examples, 'ocel/mapping.yaml'), '--dry-run']);
      expect(figure(out, 'events')).toBe(2391);
      expect(figure(out, 'commerce/order-process  order.created')).toBe(199);
      expect(figure(out, 'dead letters')).toBe(0);
    },
  );
});

describe('the command', { timeout: 120_000 }, () => {
  const collector = new FakeCollector();
  beforeAll(() => collector.listen());
  afterAll(() => collector.close());
  const to = () => ['--server', collector.url, '--key', 'k', '-m', join(olist, 'mapping.yaml')];

  it('imports, and a second time changes nothing', async () => {
    const first = await run([...sample, ...to()]);
    expect(first).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Imported orders.csv as commerce\/olist/),
    });
    const second = await run([...sample, ...to()]);
    expect(second.out).toMatch(/was imported before, the same way: nothing changed/);
    expect(figure(second.out, 'new')).toBe(0);
    expect(collector.requests).toBe(1);
  });

  it('stops at Ctrl-C and says how to go on', async () => {
    collector.forget();
    collector.trouble = Array<'busy'>(1000).fill('busy');
    const ended = await run([...sample, ...to()], (kill) => {
      const timer = setInterval(() => {
        if (collector.trouble.length === 1000) return;
        clearInterval(timer);
        kill();
      }, 20);
    });
    expect(ended).toMatchObject({ code: 130, err: expect.stringMatching(/same command goes on/) });
  });

  it.each([
    [['x.csv', '-m', 'none.yaml'], /none\.yaml cannot be read .*\n.*What to do/],
    [[...sample, '-m', join(olist, 'mapping.yaml'), '--server', 'http://127.0.0.1:1'], /needs a key/],
    [['x.csv', '-m', 'y', '--source', 'nowhere'], /kind\/instance/],
    [['x.csv'], /--mapping/],
  ])('says in a line what is wrong with %j', async (args, message) => {
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^ {4}at /m);
  });
});
