import { Controller, Header, Inject, Res } from '@nestjs/common';
import { ROUTES, type ServiceHealth } from '@throughline/contracts';
import type { FastifyReply } from 'fastify';
import { Endpoint } from '../http/endpoint.ts';
import { METRICS, OPTIONS, type Options } from '../ports.ts';
import { docsPage } from './docs-page.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';

const PATIENCE_MS = 5_000;

type Check = ServiceHealth['checks'][number];

const check = async (name: string, ask: () => Promise<unknown>): Promise<Check> => {
  let timer: NodeJS.Timeout | undefined;
  try {
    await Promise.race([
      ask(),
      new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
      }),
    ]);
    return { name, ok: true, detail: 'answers' };
  } catch (error) {
    return { name, ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
};

/** The server itself: health, metrics, and its own description. */
@Controller()
export class ServiceController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(METRICS) private readonly measured: Metrics,
  ) {}

  @Endpoint(ROUTES.healthz)
  health(): ServiceHealth {
    return { status: 'ok', checks: [] };
  }

  @Endpoint(ROUTES.readyz)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ServiceHealth> {
    const { clickhouse, postgres } = this.options.store;
    const checks = await Promise.all([
      check('clickhouse', () => clickhouse.query('SELECT 1 FROM committed_batches LIMIT 1')),
      check('postgres', () => postgres.query('SELECT 1 FROM workspaces LIMIT 1')),
    ]);
    const ok = checks.every((each) => each.ok);
    if (!ok) reply.status(503).header('retry-after', '5');
    return { status: ok ? 'ok' : 'not ready', checks };
  }

  @Endpoint(ROUTES.metrics)
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(): Promise<string> {
    return this.measured.registry.metrics();
  }

  @Endpoint(ROUTES.openApi)
  @Header('content-type', 'application/json; charset=utf-8')
  openApi(): string {
    return JSON.stringify(openApiDocument(this.options.config.version));
  }

  @Endpoint(ROUTES.docs)
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
  docs(): string {
    return docsPage(openApiDocument(this.options.config.version));
  }
}
