import { ROUTES } from '@throughline/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CONTROLLERS } from '../src/app.module.ts';
import { ROUTE } from '../src/http/endpoint.ts';
import { type Running, startApi } from './harness.ts';

let running: Running;
beforeAll(async () => {
  running = await startApi();
});
afterAll(() => running?.stop());

type Document = {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      { operationId: string; parameters?: { name: string; schema: object }[]; responses: object }
    >
  >;
  components: { schemas: Record<string, unknown> };
};

describe('routes', () => {
  it('are declared for every handler, each once', () => {
    const declared = CONTROLLERS.flatMap((controller) =>
      Object.getOwnPropertyNames(controller.prototype)
        .filter((name) => name !== 'constructor' && Reflect.hasMetadata('path', controller.prototype[name]))
        .map((name) => Reflect.getMetadata(ROUTE, controller.prototype[name])),
    );
    expect(declared).not.toContain(undefined);
    expect(new Set(declared)).toEqual(new Set(Object.values(ROUTES)));
    expect(declared.length).toBe(Object.keys(ROUTES).length);
  });
});

describe('the description', () => {
  it('is OpenAPI 3.1, names every route, and holds no reference to nothing', async () => {
    const { body } = await running.call<Document>('/api/v1/openapi.json');
    expect(body.openapi).toBe('3.1.0');
    const described = Object.values(body.paths).flatMap((item) =>
      Object.values(item).map(({ operationId }) => operationId),
    );
    expect(described.sort()).toEqual(Object.keys(ROUTES).sort());
    const references = JSON.stringify(body).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
    for (const [, name] of references) expect(Object.keys(body.components.schemas)).toContain(name);
    expect(JSON.stringify(body)).not.toContain('~standard');
    const list = body.paths['/api/v1/orders']?.get;
    const parameter = (name: string) => list?.parameters?.find((each) => each.name === name)?.schema;
    expect(parameter('progress')).toMatchObject({
      type: 'array',
      items: { enum: expect.arrayContaining(['placed']) },
    });
    expect(parameter('attr')).toMatchObject({ type: 'array', items: { type: 'string' } });
    expect(parameter('open')).toMatchObject({ type: 'boolean' });
    expect(parameter('limit')).toMatchObject({ type: 'integer', maximum: 500, default: 50 });
  });

  it('can be read as a page that loads nothing', async () => {
    const { body, headers } = await running.call<string>('/api/docs');
    expect(headers.get('content-type')).toContain('text/html');
    for (const { path } of Object.values(ROUTES)) expect(body).toContain(path.replaceAll('"', ''));
    expect(body).not.toMatch(/<script|src=|https?:\/\//);
  });
});

describe('the service', () => {
  it('says that it lives and is ready', async () => {
    expect((await running.call('/healthz')).body).toEqual({ status: 'ok', checks: [] });
    const { status, body } = await running.call<object>('/readyz');
    expect([status, body]).toEqual([200, expect.objectContaining({ status: 'ok' })]);
  });

  it('measures its answers', async () => {
    const { body } = await running.call<string>('/metrics');
    expect(body).toMatch(
      /throughline_api_request_seconds_count\{method="GET",route="\/readyz",status="200"\} \d/,
    );
  });

  it('serves the contract of every event type', async () => {
    const { body, headers } = await running.call<{ $id: string }>('/contracts/order.created/1.json', {
      headers: { authorization: '' },
    });
    expect(headers.get('content-type')).toContain('application/schema+json');
    expect(body.$id).toBe('/contracts/order.created/1.json');
    expect(z.object({ properties: z.looseObject({}) }).safeParse(body).success).toBe(true);
  });
});
