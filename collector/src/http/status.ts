import type { Problem } from '@throughline/contracts';
import type { DeadLetterReason, DropReason, Outcome } from '../pipeline/outcome.ts';

const DROP_STATUS = {
  unauthenticated: 401,
  'scope-not-allowed': 403,
  'source-not-allowed': 403,
  'body-too-large': 413,
  'unsupported-encoding': 415,
  'bad-encoding': 400,
  'unsupported-media-type': 415,
  repeat: 202,
  'skipped-row': 202,
  'not-found': 404,
  'stale-version': 409,
  'bad-request': 400,
  'bad-mapping': 400,
  contradicts: 409,
} as const satisfies Record<DropReason, number>;

// 400: not what the door takes. 422: well formed, but nothing this workspace can process.
const DEAD_LETTER_STATUS = {
  'not-utf8': 400,
  'not-json': 400,
  'too-deep': 400,
  'reserved-name': 400,
  'not-a-cloudevent': 400,
  'unknown-type': 422,
  'unregistered-source': 422,
  'data-not-json': 422,
  contract: 422,
  'time-out-of-range': 422,
  'unreadable-row': 422,
  mapping: 422,
  quarantined: 422,
} as const satisfies Record<DeadLetterReason, number>;

export type Reply = { status: number; headers: Record<string, string>; body: unknown };

const TYPES = 'urn:throughline:problem:';

const problem = (
  status: number,
  reason: string,
  extra: Partial<Problem> & Record<string, unknown>,
): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: TYPES + reason, title: reason.replaceAll('-', ' '), status, ...extra },
});

/** The reply that says "later": nothing was taken, and sending again is right. */
export const laterReply = (reason: string, afterMs: number): Reply => {
  const later = problem(503, reason.split(':')[0] as string, {
    detail: 'Nothing was taken.',
    remedy: 'Send the same request again after the seconds in Retry-After.',
  });
  later.headers['retry-after'] = String(Math.max(1, Math.ceil(afterMs / 1000)));
  return later;
};

/** Every outcome of a request as an HTTP reply; `extra` stands beside the problem's own members. */
export function replyTo<T>(outcome: Outcome<T>, extra: Record<string, unknown> = {}): Reply {
  switch (outcome.kind) {
    case 'ok':
      return { status: 202, headers: {}, body: outcome.value };
    case 'drop': {
      const reply = problem(DROP_STATUS[outcome.reason], outcome.reason, {
        detail: outcome.detail,
        remedy: outcome.remedy,
        errors: [{ pointer: outcome.pointer, detail: outcome.detail }],
        ...extra,
      });
      if (reply.status === 401) reply.headers['www-authenticate'] = 'Bearer realm="throughline"';
      return reply;
    }
    case 'deadLetter':
      return problem(DEAD_LETTER_STATUS[outcome.reason], outcome.reason, {
        detail: outcome.detail,
        remedy: outcome.remedy,
        errors: [{ pointer: outcome.pointer, detail: outcome.detail }],
        ...extra,
      });
    case 'retry':
      return laterReply(outcome.reason, outcome.afterMs);
    default:
      return outcome satisfies never;
  }
}

/** A problem reply of a door itself: no such route, a wrong method, a malformed request. */
export const problemReply = (status: number, reason: string, detail: string, remedy: string): Reply =>
  problem(status, reason, { detail, remedy });
