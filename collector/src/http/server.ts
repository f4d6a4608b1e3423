import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from 'fastify';
import { codeOf } from '../log/errors.ts';
import { laterReply, problemReply, type Reply } from './status.ts';

export type ServerLimits = { maxBodyBytes: number };

/** Sends a reply as it stands. */
export const send = (reply: FastifyReply, { status, headers, body }: Reply): FastifyReply =>
  reply.code(status).headers(headers).send(body);

const MOST_IN_FLIGHT = 256 * 1024 * 1024;

/**
 * An HTTP server whose bodies are bytes and whose every error is a problem document: what the sender did wrong is 4xx,
 * anything unexpected is logged and 503 with Retry-After, never 500.
 */
export function createServer(limits: ServerLimits, logger: FastifyBaseLogger): FastifyInstance {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.maxBodyBytes,
    requestTimeout: 60_000,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  let inFlight = 0;
  app.addHook('onRequest', async (request, reply) => {
    const length = Number(request.headers['content-length'] ?? 0) || 0;
    if (inFlight + length > MOST_IN_FLIGHT) return send(reply, laterReply('too-much-in-flight', 1000));
    inFlight += length;
    reply.raw.once('close', () => {
      inFlight -= length;
    });
  });

  app.setNotFoundHandler((request, reply) =>
    send(
      reply,
      problemReply(
        404,
        'no-such-door',
        `There is no ${request.method} ${request.url.slice(0, 200)} here.`,
        'Events go to POST /v1/events, imports to POST /v1/imports.',
      ),
    ),
  );
  app.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      return send(
        reply,
        problemReply(
          413,
          'body-too-large',
          `The body is larger than ${limits.maxBodyBytes} bytes.`,
          'Send fewer events per request.',
        ),
      );
    }
    if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
      return send(
        reply,
        problemReply(error.statusCode, 'bad-request', error.message, 'Correct the request.'),
      );
    }
    request.log.error(
      { err: error, code: codeOf(error), url: request.url },
      'unexpected error; told to retry',
    );
    return send(reply, laterReply('unexpected', 5000));
  });
  return app;
}
