import { Controller, Inject, Req, Res } from '@nestjs/common';
import { ROUTES, type RouteInput, type Session, type SignInLink } from '@throughline/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditService } from '../audit/audit.service.ts';
import { type Caller, From } from '../http/caller.ts';
import { clearSessionCookie, setSessionCookie } from '../http/cookies.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { ProblemError } from '../http/problem.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { SessionService } from './session.service.ts';
import { throttle } from './throttle.ts';

/** Signing in and out, and links to sign in with. */
@Controller()
export class SessionController {
  private readonly attempts = throttle(20);

  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(AuditService) private readonly audit: AuditService,
  ) {}

  @Endpoint(ROUTES.signIn)
  async signIn(
    @Input() { body }: RouteInput<typeof ROUTES.signIn>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Session> {
    const now = this.options.clock();
    const wait = this.attempts.delay(request.ip, now);
    if (wait > 0) {
      const seconds = Math.ceil(wait / 1000);
      throw new ProblemError(
        { title: 'Too many attempts', status: 429, remedy: `Try again in ${seconds} s.` },
        { 'retry-after': String(seconds) },
      );
    }
    const begun = await this.sessions.signIn(body.token, request.headers['user-agent'] ?? '');
    if (!begun) {
      this.attempts.failed(request.ip, now);
      throw new ProblemError({
        title: 'This sign-in link does not work',
        status: 401,
        detail: 'It was used before, it has ended, or it was never made here.',
        remedy: 'Ask an administrator for a new link, or start the server again: it prints one.',
      });
    }
    const { secret, caller } = begun;
    await this.audit.append(caller, 'signIn', '/api/v1/session', '');
    setSessionCookie(request, reply, secret, caller.expiresAt ?? now, this.options.config.origins);
    return this.sessions.describe(caller);
  }

  @Endpoint(ROUTES.getSession)
  async session(@From() caller: Caller): Promise<Session> {
    return this.sessions.describe(caller);
  }

  @Endpoint(ROUTES.signOut)
  async signOut(@From() caller: Caller, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.sessions.signOut(caller);
    clearSessionCookie(reply);
  }

  @Endpoint(ROUTES.createSignInLink)
  async createLink(
    @Input() { body }: RouteInput<typeof ROUTES.createSignInLink>,
    @From() caller: Caller,
  ): Promise<SignInLink> {
    return this.sessions.link(caller.workspace, body);
  }
}
