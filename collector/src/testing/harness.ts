import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IngestKey, IntakeConfig } from '@throughline/contracts';
import pino from 'pino';
import { type CollectorOptions, createCollector } from '../app.ts';
import type { Collector } from '../collector.ts';
import { type CollectorConfig, readConfig } from '../config.ts';

export const SERVICE_TOKEN = 'service-token-of-the-tests';
export const KEY = 'tl_in_everything';
export const WMS_KEY = 'tl_in_wms_only';

const ingestKey = (secret: string, more: Partial<IngestKey> = {}): IngestKey => ({
  id: secret.slice(6),
  hash: createHash('sha256').update(secret).digest('hex'),
  workspace: 1,
  sources: ['*'],
  scopes: ['events', 'imports'],
  expiresAt: null,
  ...more,
});

/** Keys: everything in workspace 1 (`KEY`), `wms/*` and events alone (`WMS_KEY`), and one that has expired. */
export const INTAKE: IntakeConfig = {
  version: 1,
  publishedAt: '2026-11-24T00:00:00.000Z',
  keys: [
    ingestKey(KEY),
    ingestKey(WMS_KEY, { sources: ['wms/*'], scopes: ['events'] }),
    ingestKey('tl_in_expired', { expiresAt: '2020-01-01T00:00:00.000Z' }),
    ingestKey('tl_in_second_workspace', { workspace: 2 }),
  ],
  sources: [{ workspace: 1, source: 'commerce/acme-us', uris: ['https://acme.example/shop'], label: '' }],
  namespaces: [],
};

/** A collector of a test's own, on a port of the system's choice, with a log that `stop` removes. */
export type Running = {
  collector: Collector;
  address: string;
  dir: string;
  post(body: unknown, headers?: Record<string, string>, path?: string): Promise<Answer>;
  stop(): Promise<void>;
};
export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

/** Starts a collector over `store` (default: databases that never come up). */
export async function startCollector(
  options: Partial<CollectorOptions> & { settings?: Partial<CollectorConfig>; dir?: string } = {},
): Promise<Running> {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'throughline-collector-'));
  const collector = createCollector({
    store: () => Promise.reject(new Error('the databases are not up')),
    clock: Date.now,
    random: randomBytes,
    logger: pino({ level: process.env.TEST_LOG ?? 'silent' }),
    ...options,
    config: { ...readConfig({}, dir), port: 0, serviceToken: SERVICE_TOKEN, ...options.settings },
  });
  const address = await collector.listen();
  collector.publishIntake(INTAKE);
  return {
    collector,
    address,
    dir,
    async post(body, headers = {}, path = '/v1/events') {
      const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
      const response = await fetch(address + path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${KEY}`,
          'content-type': Array.isArray(body) ? BATCH : STRUCTURED,
          ...headers,
        },
        body: bytes as string | Uint8Array<ArrayBuffer>,
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },
    async stop() {
      await collector.close();
      if (!options.dir) rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A valid CloudEvent of an order; `more` replaces attributes. */
export const orderCreated = (order: string, more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: `order/${order}:created`,
  source: 'commerce/acme-us',
  type: 'order.created',
  time: '2026-11-24T14:42:18.123Z',
  data: { keys: [{ namespace: 'order', value: order }], amount: '49.90', currency: 'EUR' },
  ...more,
});
