import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { KeysService } from './access/keys.service.ts';
import { SessionService } from './access/session.service.ts';
import { appModule } from './app.module.ts';
import { DetectionService } from './detection/detection.service.ts';
import type { Api, ApiOptions } from './public.ts';
import { apiMetrics } from './service/metrics.ts';

export type { Api, ApiConfig, ApiOptions, CollectorDoor, DetectionOptions, OpenedPayload } from './public.ts';

const BODY_LIMIT = 1024 * 1024;
const LOOPBACK = ['127.0.0.1', '::1'];
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Builds the api over an open store. Nothing listens yet. */
export const createApi = async (options: ApiOptions): Promise<Api> => {
  const metrics = apiMetrics();
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // The console's server passes requests on from this machine; nobody else may say whom a request is from.
    trustProxy: LOOPBACK,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 1024 },
  });
  const server = adapter.getInstance();
  await server.register(cookie);
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS);
  });
  metrics.watch(server);
  const app = await NestFactory.create<NestFastifyApplication>(appModule(options, metrics), adapter, {
    logger: false,
    abortOnError: false,
  });
  await app.init();
  const { workspace, host, port } = options.config;
  return {
    listen: async () => {
      await app.get(KeysService).publish();
      await app.listen(port, host);
      app.get(DetectionService).start();
      const address = app.getHttpServer().address() as { port: number; address: string; family: string };
      const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
      return `http://${name}:${address.port}`;
    },
    close: async () => {
      await app.get(DetectionService).stop();
      await app.close();
      metrics.registry.clear();
    },
    signInLink: (person) => app.get(SessionService).link(workspace, person),
    ingestKey: async (label) => {
      const body = {
        label,
        sources: ['*'],
        scopes: ['events' as const, 'imports' as const],
        expiresAt: null,
      };
      return (await app.get(KeysService).create(workspace, 'first-start', body)).secret;
    },
  };
};
