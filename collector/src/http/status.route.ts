import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { CollectorStats } from '../collector.ts';
import { tokenMatches } from '../pipeline/steps/authenticate.step.ts';
import { TOKEN_WANTED } from './internal.route.ts';
import { send } from './server.ts';
import { replyTo } from './status.ts';

/** What a status door answers with: numbers as JSON can hold them. */
const plain = (stats: CollectorStats) => ({
  ...stats,
  log: stats.log && { ...stats.log, writer: stats.log.writer.toString() },
});

export type StatusDoors = {
  stats: () => CollectorStats;
  registry: Registry;
  serviceToken: string | undefined;
};

/**
 * `/healthz` (the process lives), `/readyz` (200 while events are taken, else 503), `/metrics` and
 * `/internal/v1/status` (service token).
 */
export function statusRoutes(app: FastifyInstance, { stats, registry, serviceToken }: StatusDoors): void {
  const allowed = (authorization: string | undefined): boolean =>
    serviceToken !== undefined && tokenMatches(authorization, serviceToken);

  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { log } = stats();
    const reason = log === null ? 'log-unavailable' : log.bytes >= log.maxBytes ? 'log-full' : null;
    return reply.code(reason === null ? 200 : 503).send({ status: reason ?? 'ok' });
  });
  app.get('/metrics', async (request, reply) => {
    if (!allowed(request.headers.authorization)) return send(reply, replyTo(TOKEN_WANTED));
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  app.get('/internal/v1/status', async (request, reply) => {
    if (!allowed(request.headers.authorization)) return send(reply, replyTo(TOKEN_WANTED));
    return plain(stats());
  });
}
