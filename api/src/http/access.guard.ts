import { createHash, timingSafeEqual } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { type Role, type Route, roleIncludes } from '@throughline/contracts';
import type { FastifyRequest } from 'fastify';
import { SessionService } from '../access/session.service.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { type Caller, setCaller } from './caller.ts';
import { SESSION_COOKIE } from './cookies.ts';
import { ROUTE } from './endpoint.ts';
import { ProblemError } from './problem.ts';
import { isSameOrigin } from './same-origin.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const bearerOf = (request: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

const unauthenticated = (detail: string): ProblemError =>
  new ProblemError(
    {
      title: 'Sign in first',
      status: 401,
      detail,
      remedy: 'Open a sign-in link; `npm start` prints one, and an administrator can make more.',
    },
    { 'www-authenticate': 'Bearer realm="throughline"' },
  );

const forbidden = (detail: string, remedy: string): ProblemError =>
  new ProblemError({ title: 'Not allowed', status: 403, detail, remedy });

/** Lets a request through only as its route declares; a handler without a route is refused. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly serviceToken: Buffer;

  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(SessionService) private readonly sessions: SessionService,
  ) {
    this.serviceToken = digest(options.serviceToken);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const route = Reflect.getMetadata(ROUTE, context.getHandler()) as Route | undefined;
    if (!route)
      throw forbidden('This address declares no access.', 'Report it: it is a fault of the server.');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const unsafe = route.method !== 'GET';
    const cookie = request.cookies[SESSION_COOKIE];
    const bearer = bearerOf(request);
    // The sign-in itself is checked too: a forged one would put a person into a stranger's session.
    if (unsafe && bearer === undefined && (cookie !== undefined || route.access === 'open')) {
      this.refuseOtherSites(request);
    }
    if (route.access === 'open') return true;
    const caller = bearer === undefined ? await this.ofSession(cookie) : this.ofToken(bearer);
    this.demand(route, caller);
    setCaller(request, caller);
    return true;
  }

  private refuseOtherSites(request: FastifyRequest): void {
    if (isSameOrigin(request.headers, this.options.config.origins)) return;
    throw forbidden(
      'The request changes something and does not come from this console.',
      'Call from the console itself, or with a Bearer token instead of the session cookie.',
    );
  }

  private ofToken(token: string): Caller {
    if (!timingSafeEqual(digest(token), this.serviceToken)) {
      throw unauthenticated('The Bearer token is not known here.');
    }
    const { workspace } = this.options.config;
    return {
      kind: 'service',
      id: 'local-command',
      name: 'Local command',
      email: null,
      role: 'admin',
      workspace,
      session: null,
      expiresAt: null,
    };
  }

  private async ofSession(cookie: string | undefined): Promise<Caller> {
    if (cookie === undefined) throw unauthenticated('The request carries no session and no Bearer token.');
    const caller = await this.sessions.callerOf(cookie);
    if (!caller) throw unauthenticated('The session has ended.');
    return caller;
  }

  private demand(route: Route, caller: Caller): void {
    if (route.access === 'token') {
      if (caller.kind === 'service' || caller.role === 'admin') return;
      throw forbidden(
        'This address is for local commands and scrapers.',
        'Send the service token as a Bearer token.',
      );
    }
    const needed = route.access as Role;
    if (roleIncludes(caller.role, needed)) return;
    throw forbidden(
      `${route.summary}: needs the role ${needed}; yours is ${caller.role}.`,
      'Ask an administrator for the role.',
    );
  }
}
