import type { FastifyInstance } from 'fastify';
import type { Adapter } from '../adapters/adapter.ts';
import { type IntakeParts, takeIn } from '../intake/intake.ts';
import { authenticate } from '../pipeline/steps/authenticate.step.ts';
import { decodeBody } from './body.ts';
import { send } from './server.ts';
import { replyTo } from './status.ts';

export type EventsDoor = {
  parts: IntakeParts;
  adapter: Adapter;
  serviceToken: string | undefined;
  maxDecompressedBytes: number;
  maxDepth: number;
};

const NO_BODY = Buffer.alloc(0);

/**
 * `POST path`: events through `adapter`. 202 with a receipt when at least one event is durable (the receipt names each
 * that is not); else the problem of the first one, with the receipt beside it.
 */
export function eventsRoute(app: FastifyInstance, path: string, door: EventsDoor): void {
  app.post(path, async (request, reply) => {
    const { parts } = door;
    const principal = authenticate(parts.directory, door.serviceToken, {
      authorization: request.headers.authorization,
      scope: 'events',
      now: parts.clock(),
    });
    if (principal.kind !== 'ok') {
      if (principal.kind === 'drop') parts.counters.refused(principal.reason, 1);
      return send(reply, replyTo(principal));
    }
    const given = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
    const body = await decodeBody(given, request.headers['content-encoding'], door.maxDecompressedBytes);
    if (body.kind !== 'ok') {
      if (body.kind === 'drop') parts.counters.refused(body.reason, 1);
      return send(reply, replyTo(body));
    }
    const { outcome, receipt } = await takeIn(parts, principal.value, door.adapter, {
      contentType: request.headers['content-type'] ?? '',
      rawHeaders: request.raw.rawHeaders,
      body: body.value,
      maxDepth: door.maxDepth,
    });
    return send(reply, replyTo(outcome, { receipt }));
  });
}
