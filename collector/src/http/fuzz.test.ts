import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BATCH, orderCreated, type Running, STRUCTURED, startCollector } from '../testing/harness.ts';

let running: Running;
beforeAll(async () => {
  running = await startCollector();
});
afterAll(() => running.stop());

const RUNS = Number(process.env.FUZZ_RUNS ?? 300);

const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double(),
  fc.bigInt().map(String),
  fc.constantFrom(null, true, '', '1.0', '__proto__', 'order.created', '9999-12-31T23:59:59Z', -0, 1e308),
);
const names = fc.constantFrom(
  ...[
    'specversion',
    'id',
    'source',
    'type',
    'time',
    'data',
    'data_base64',
    'keys',
    'lines',
    'amounts',
    'amount',
  ],
  ...[
    'currency',
    'links',
    'payload',
    'promise',
    'due',
    '__proto__',
    'constructor',
    'toString',
    'traceparent',
    'corrects',
  ],
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(fc.tuple(names, tie('node')), { maxLength: 6 }).map((pairs) => {
      const object = Object.create(null) as Record<string, unknown>;
      for (const [name, value] of pairs) object[name] = value;
      return object;
    }),
  ),
})).node;

/** A valid event with one place overwritten. */
const nearly = fc.tuple(names, tree).chain(([name, value]) =>
  fc.boolean().map((inside) => {
    const event = orderCreated('fuzz') as Record<string, unknown>;
    return inside
      ? { ...event, data: { ...(event.data as object), [name]: value } }
      : { ...event, [name]: value };
  }),
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  tree.map((value) => Buffer.from(JSON.stringify(value) ?? '')),
  nearly.map((event) => Buffer.from(JSON.stringify(event))),
  fc.array(nearly, { maxLength: 5 }).map((events) => Buffer.from(JSON.stringify(events))),
  fc
    .tuple(fc.nat(3000), fc.constantFrom('[', '{"a":'))
    .map(([times, open]) => Buffer.from(open.repeat(times))),
  fc.tuple(nearly, fc.nat(400), fc.nat(255)).map(([event, at, byte]) => {
    const bytes = Buffer.from(JSON.stringify(event));
    bytes[at % bytes.length] = byte;
    return bytes;
  }),
);
const header = fc.record({
  'content-type': fc.constantFrom(
    STRUCTURED,
    BATCH,
    'application/json',
    'text/plain',
    'application/cloudevents',
    '/',
  ),
  gzip: fc.boolean(),
  binary: fc.boolean(),
});

it('whatever is sent is answered, with 2xx or 4xx, and pollutes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(body, header, async (bytes, { gzip, binary, ...headers }) => {
      const answer = await running.post(gzip ? gzipSync(bytes) : bytes, {
        ...headers,
        ...(gzip && { 'content-encoding': 'gzip' }),
        ...(binary && {
          'ce-specversion': '1.0',
          'ce-id': 'x',
          'ce-source': 'commerce/acme-us',
          'ce-type': 'order.created',
        }),
      });
      expect(answer.status === 202 || (answer.status >= 400 && answer.status < 500)).toBe(true);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 120_000);
