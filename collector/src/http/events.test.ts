import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  KEY,
  orderCreated,
  type Running,
  SERVICE_TOKEN,
  startCollector,
  WMS_KEY,
} from '../testing/harness.ts';

let running: Running;
beforeAll(async () => {
  running = await startCollector({ settings: { maxBodyBytes: 200_000, maxDecompressedBytes: 1_000_000 } });
});
afterAll(() => running.stop());

const headersOf = (event: Record<string, unknown>, more: Record<string, string> = {}) => {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...more };
  for (const [name, value] of Object.entries(event)) {
    if (name !== 'data') headers[`ce-${name}`] = encodeURIComponent(String(value));
  }
  return headers;
};

describe('the three modes', () => {
  it('take an event each, before any database is up', async () => {
    const event = orderCreated('1');
    expect((await running.post(event)).status).toBe(202);
    expect((await running.post([event, orderCreated('2')])).body).toMatchObject({ accepted: 2 });
    const binary = await running.post(JSON.stringify(event.data), headersOf(event));
    expect(binary.body).toEqual({ accepted: 1, deadLettered: 0, refused: 0, notAccepted: [] });
    expect((await running.post([])).body).toMatchObject({ accepted: 0 });
  });

  it('take gzip', async () => {
    const answer = await running.post(gzipSync(JSON.stringify([orderCreated('3')])), {
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      'content-encoding': 'gzip',
    });
    expect(answer.body).toMatchObject({ accepted: 1 });
  });

  it('keep what is good of a batch and say of the rest where it is wrong and what helps', async () => {
    const { status, body } = await running.post([
      orderCreated('4'),
      orderCreated('5', { type: 'order.teleported' }),
      orderCreated('6', { data: { amount: 49.9 } }),
      orderCreated('7', { specversion: '0.3' }),
      orderCreated('8', { source: 'https://unknown.example/' }),
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, deadLettered: 4 });
    const notAccepted = body.notAccepted as Record<string, string>[];
    expect(notAccepted.map(({ index, reason, pointer }) => [index, reason, pointer])).toEqual([
      [1, 'unknown-type', '/type'],
      [2, 'contract', '/data/amount'],
      [3, 'not-a-cloudevent', '/3/specversion'],
      [4, 'unregistered-source', '/source'],
    ]);
    for (const entry of notAccepted) {
      expect(entry.remedy).not.toBe('');
      expect(entry.deadLetter).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  it('answer with a problem when nothing was accepted', async () => {
    const { status, headers, body } = await running.post(orderCreated('9', { type: 'order.teleported' }));
    expect(status).toBe(422);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/type' }], receipt: { deadLettered: 1 } });
  });

  it('refuse times that the store could not take, and take hostile ones that it can', async () => {
    const promise = (due: string) => ({ promise: { kind: 'deliver_by', due } });
    const bad = [
      orderCreated('t1', { time: '9999-12-31T23:59:59Z' }),
      orderCreated('t2', { type: 'promise.set', data: promise('9999-12-31T00:00:00Z') }),
      orderCreated('t3', { accountingdate: '0001-01-01' }),
    ];
    const { body } = await running.post([
      ...bad,
      orderCreated('t4', { time: '1948-01-01T00:00:00Z' }),
      orderCreated('t5', { time: '2099-01-01T00:00:00Z' }),
    ]);
    expect(body).toMatchObject({ accepted: 2, deadLettered: 3 });
    const reasons = (body.notAccepted as Record<string, string>[]).map(({ reason, pointer }) => [
      reason,
      pointer,
    ]);
    expect(reasons).toEqual(
      ['/time', '/data/promise/due', '/accountingdate'].map((pointer) => ['time-out-of-range', pointer]),
    );
  });

  it('take a stranger’s source that is registered', async () => {
    expect((await running.post(orderCreated('10', { source: 'https://acme.example/shop' }))).status).toBe(
      202,
    );
  });
});

describe('who may send', () => {
  it.each([
    ['no key', {}, 401],
    ['an unknown key', { authorization: 'Bearer tl_in_nobody_knows' }, 401],
    ['an expired key', { authorization: 'Bearer tl_in_expired' }, 401],
    ['a key of other sources', { authorization: `Bearer ${WMS_KEY}` }, 403],
    ['a key', { authorization: `Bearer ${KEY}` }, 202],
    ['the service token', { authorization: `Bearer ${SERVICE_TOKEN}` }, 202],
  ])('%s', async (_who, headers, status) => {
    const response = await fetch(`${running.address}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', ...headers } as Record<string, string>,
      body: JSON.stringify(orderCreated('11')),
    });
    expect(response.status).toBe(status);
    if (status !== 202) {
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ status, remedy: expect.stringMatching(/\S/) });
    }
  });

  it('figures and status take the service token', async () => {
    const get = (path: string, token?: string) =>
      fetch(running.address + path, token ? { headers: { authorization: `Bearer ${token}` } } : {});
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', KEY)).status).toBe(401);
    expect(await (await get('/metrics', SERVICE_TOKEN)).text()).toContain('throughline_collector_log_bytes');
    expect((await get('/internal/v1/status')).status).toBe(401);
    expect(await (await get('/internal/v1/status', SERVICE_TOKEN)).json()).toMatchObject({
      intakeVersion: 1,
    });
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
  });
});

describe('what is too much or malformed', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  it.each<[string, Uint8Array | string, Record<string, string>, number]>([
    ['a gzip bomb', bomb, { 'content-encoding': 'gzip' }, 413],
    ['a body over the cap', 'x'.repeat(200_001), {}, 413],
    ['no gzip', 'plain', { 'content-encoding': 'gzip' }, 400],
    ['a half gzip', gzipSync('{}').subarray(0, 10), { 'content-encoding': 'gzip' }, 400],
    ['an unknown encoding', 'plain', { 'content-encoding': 'br' }, 415],
    ['an unknown media type', '{}', { 'content-type': 'text/plain' }, 415],
    ['another event format', '{}', { 'content-type': 'application/cloudevents+avro' }, 415],
    ['no JSON', '{"a":', {}, 400],
    ['nothing', '', {}, 400],
    ['a depth bomb', '['.repeat(100_000), {}, 400],
    [
      'deep data',
      JSON.stringify(orderCreated('12', { data: JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`) })),
      {},
      400,
    ],
    ['__proto__', '{"__proto__":{"polluted":true}}', {}, 400],
    ['overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0xa0, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
    ['an object for a batch', '{}', { 'content-type': 'application/cloudevents-batch+json' }, 400],
  ])('%s', async (_what, body, headers, status) => {
    const answer = await running.post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.remedy).toMatch(/\S/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('a door that is not there', async () => {
    expect((await running.post({}, {}, '/v2/events')).status).toBe(404);
    expect((await fetch(`${running.address}/v1/events`)).status).toBe(404);
  });
});
