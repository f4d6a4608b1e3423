import { IntakeConfigSchema } from '@throughline/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { CollectorStore } from '../collector.ts';
import { type IntakeParts, logRecord } from '../intake/intake.ts';
import type { IntakeConfigHolder } from '../intake/intake-config.ts';
import { requeue } from '../intake/requeue.ts';
import { parseJson } from '../json/parse.ts';
import { drop, type Outcome, ok, retry } from '../pipeline/outcome.ts';
import { tokenMatches } from '../pipeline/steps/authenticate.step.ts';
import { send } from './server.ts';
import { problemReply, replyTo } from './status.ts';

const CutsSchema = z.object({
  workspace: z.number().int().positive(),
  action: z.enum(['cut', 'uncut']),
  namespace: z.string().min(1).max(80),
  value: z.string().min(1).max(512),
  scope: z.string().max(120).default(''),
  note: z.string().max(1000).default(''),
  by: z.string().min(1).max(200),
});

const RequeueSchema = z.object({
  workspace: z.number().int().positive(),
  id: z.string().regex(/^[0-9a-f]{32}$/, '32 lower-case hexadecimal digits'),
});

/** Parts of the collector that the service door needs. */
export type ServiceDoor = {
  parts: IntakeParts;
  directory: IntakeConfigHolder;
  /** The store, or null while it is not up. */
  store: () => CollectorStore | null;
  serviceToken: string | undefined;
  maxDepth: number;
};

export const TOKEN_WANTED = drop(
  'unauthenticated',
  'This door takes the service token.',
  'Send "Authorization: Bearer <token>" with the token of the data directory’s lock file.',
);

/**
 * `POST /internal/v1/...` with the service token, for what a person starts elsewhere: `cuts` (make a key join nothing,
 * or let it join again), `dead-letters/requeue`, `intake-config` (publish). 202 means durable; 409 an old version.
 */
export function internalRoutes(app: FastifyInstance, door: ServiceDoor): void {
  const { parts } = door;
  const route = <T>(path: string, schema: z.ZodType<T>, work: (body: T) => Promise<Outcome<unknown>>) =>
    app.post(`/internal/v1/${path}`, async (request: FastifyRequest, reply: FastifyReply) => {
      if (!door.serviceToken || !tokenMatches(request.headers.authorization, door.serviceToken)) {
        return send(reply, replyTo(TOKEN_WANTED));
      }
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const parsed = parseJson(bytes, door.maxDepth);
      const body = parsed.ok ? schema.safeParse(parsed.value) : null;
      if (body?.success) return send(reply, replyTo(await work(body.data)));
      const why = parsed.ok ? z.prettifyError(body?.error as z.ZodError) : parsed.fault.detail;
      return send(reply, problemReply(400, 'bad-request', why, 'Correct the body.'));
    });

  route('cuts', CutsSchema, async ({ workspace, action, ...cut }) => {
    const logged = await logRecord(parts, {
      header: {
        workspace,
        adapter: 'console',
        receivedAt: parts.clock(),
        contentType: 'application/json',
        source: '',
      },
      body: { cuts: [{ ...cut, sign: action === 'cut' ? 1 : -1 }] },
      raw: Buffer.alloc(0),
    });
    return logged.kind === 'ok' ? ok({ accepted: true }) : logged;
  });

  route('dead-letters/requeue', RequeueSchema, async ({ workspace, id }) => {
    const store = door.store();
    if (!store) return retry('store-away', 1000);
    return requeue(parts, store, door.maxDepth, { workspace, id: BigInt(`0x${id}`) });
  });

  route('intake-config', IntakeConfigSchema, async (config) =>
    door.directory.publish(config)
      ? ok({ version: config.version })
      : drop(
          'stale-version',
          `Version ${door.directory.version()} is in force already.`,
          'Publish a higher version.',
        ),
  );
}
