import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Role } from '@throughline/contracts';
import type { FastifyRequest } from 'fastify';

/** Who makes a request: a person with a session, or a local command with the service token. */
export type Caller = {
  kind: 'person' | 'service';
  id: string;
  name: string;
  email: string | null;
  role: Role;
  workspace: number;
  /** Hash of the session's token; null for a local command. */
  session: string | null;
  expiresAt: number | null;
};

const callers = new WeakMap<object, Caller>();

/** Remembers who makes `request`; the access guard alone does so. */
export const setCaller = (request: FastifyRequest, caller: Caller): void => {
  callers.set(request.raw, caller);
};

/** Who makes `request`; undefined on open routes. */
export const callerOf = (request: FastifyRequest): Caller | undefined => callers.get(request.raw);

/** Gives a handler its caller. */
export const From = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (!caller) throw new Error('an open route asks for its caller');
  return caller;
});
