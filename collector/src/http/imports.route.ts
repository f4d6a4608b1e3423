import { IMPORT_LIMITS, ImportRequestSchema, jsonPointer } from '@throughline/contracts';
import type { FastifyInstance } from 'fastify';
import type { Imports } from '../imports/imports.ts';
import type { IntakeParts } from '../intake/intake.ts';
import { parseJson } from '../json/parse.ts';
import { drop } from '../pipeline/outcome.ts';
import { authenticate } from '../pipeline/steps/authenticate.step.ts';
import { decodeBody } from './body.ts';
import { send } from './server.ts';
import { replyTo } from './status.ts';

export type ImportsDoor = {
  parts: IntakeParts;
  imports: Imports;
  serviceToken: string | undefined;
  maxDecompressedBytes: number;
  maxDepth: number;
};

const LEVELS_AROUND_ROWS = 4;

/** `POST /v1/imports`: see `ImportRequestSchema`. Every request may be sent again; 200 means durable. */
export function importsRoute(app: FastifyInstance, door: ImportsDoor): void {
  const { parts, imports } = door;
  app.post('/v1/imports', { bodyLimit: IMPORT_LIMITS.bodyBytes }, async (request, reply) => {
    const principal = authenticate(parts.directory, door.serviceToken, {
      authorization: request.headers.authorization,
      scope: 'imports',
      now: parts.clock(),
    });
    if (principal.kind !== 'ok') return send(reply, replyTo(principal));
    const given = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const body = await decodeBody(given, request.headers['content-encoding'], door.maxDecompressedBytes);
    if (body.kind !== 'ok') return send(reply, replyTo(body));
    const parsed = parseJson(body.value, door.maxDepth + LEVELS_AROUND_ROWS, 'text');
    if (!parsed.ok) {
      return send(reply, replyTo(drop('bad-request', parsed.fault.detail, parsed.fault.remedy)));
    }
    const checked = ImportRequestSchema.safeParse(parsed.value);
    if (!checked.success) {
      const issue = checked.error.issues[0];
      const where = jsonPointer(issue?.path ?? []);
      return send(
        reply,
        replyTo(drop('bad-request', `${where}: ${issue?.message}`, 'Correct the request.', where)),
      );
    }
    const outcome = await imports.handle(principal.value, checked.data);
    const answer = replyTo(outcome);
    return send(reply, outcome.kind === 'ok' ? { ...answer, status: 200 } : answer);
  });
}
