import { Inject, Injectable } from '@nestjs/common';
import type { Role, Session, SignInLink } from '@throughline/contracts';
import type { Caller } from '../http/caller.ts';
import { OPTIONS, type Options } from '../ports.ts';
import {
  beginSession,
  endSession,
  keepSignInToken,
  liveSession,
  personByEmail,
  takeSignInToken,
  workspaceName,
} from './people.repo.ts';
import { asText, hashOf } from './secrets.ts';

const LINK_LASTS = 24 * 3_600_000;
/** How long a session is taken at its word before it is looked up again: a change of role takes as long. */
const TRUSTED_FOR = 5_000;
const MOST_KEPT = 10_000;
const SESSION_LASTS = 7 * 24 * 3_600_000;
/** Who the first link of a fresh installation signs in. */
const FIRST = { email: 'admin@localhost', name: 'Administrator', role: 'admin' } as const;

/** One-time links and the sessions that they begin. Only hashes of tokens are stored. */
@Injectable()
export class SessionService {
  private readonly kept = new Map<string, { caller: Caller; readAt: number }>();

  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /** A link that signs one person in, once, within a day; the person is added if need be. */
  async link(
    workspace: number,
    person: { email?: string | undefined; name?: string | undefined; role?: Role | undefined } = {},
  ): Promise<SignInLink> {
    const { random, clock, config } = this.options;
    const now = clock();
    const email = person.email ?? FIRST.email;
    const wanted = {
      workspace,
      id: `u_${asText(random(9))}`,
      email,
      name: person.name ?? (person.email ? (email.split('@')[0] ?? email) : FIRST.name),
      role: person.email ? (person.role ?? 'viewer') : FIRST.role,
    };
    const found = await personByEmail(this.options.store.postgres, wanted, new Date(now));
    const token = asText(random(32));
    const expiresAt = new Date(now + LINK_LASTS);
    await keepSignInToken(this.options.store.postgres, found, hashOf(token), new Date(now), expiresAt);

    const url = `${config.origins[0] ?? ''}/sign-in?token=${token}`;
    return { url, expiresAt: expiresAt.toISOString() };
  }

  /** Begins a session with the token of a link; null if the token is unknown, used or ended. */
  async signIn(token: string, userAgent: string): Promise<{ secret: string; caller: Caller } | null> {
    const { random, clock, store } = this.options;
    const now = clock();
    const person = await takeSignInToken(store.postgres, hashOf(token), new Date(now));
    if (!person) return null;
    const secret = asText(random(32));
    const expiresAt = now + SESSION_LASTS;
    const tokenHash = hashOf(secret);
    await beginSession(store.postgres, person, {
      tokenHash,
      userAgent: userAgent.slice(0, 300),
      now: new Date(now),
      expiresAt: new Date(expiresAt),
    });
    return { secret, caller: { ...person, kind: 'person', session: tokenHash, expiresAt } };
  }

  /** The person behind a session cookie; null if the session has ended. */
  async callerOf(secret: string): Promise<Caller | null> {
    const tokenHash = hashOf(secret);
    const now = this.options.clock();
    const known = this.kept.get(tokenHash);
    if (known && Math.abs(now - known.readAt) < TRUSTED_FOR && (known.caller.expiresAt ?? 0) > now) {
      return known.caller;
    }
    this.kept.delete(tokenHash);
    const found = await liveSession(this.options.store.postgres, tokenHash, new Date(now));
    if (!found) return null;
    const { expiresAt, ...person } = found;
    const caller: Caller = {
      ...person,
      kind: 'person',
      session: tokenHash,
      expiresAt: expiresAt.getTime(),
    };
    const [oldest] = this.kept.keys();
    if (this.kept.size >= MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(tokenHash, { caller, readAt: now });
    return caller;
  }

  async signOut(caller: Caller): Promise<void> {
    if (caller.session === null) return;
    await endSession(this.options.store.postgres, caller.session);
    this.kept.delete(caller.session);
  }

  /** What the console shows of who is signed in. */
  async describe(caller: Caller): Promise<Session> {
    return {
      user: { id: caller.id, name: caller.name, email: caller.email },
      role: caller.role,
      workspace: {
        id: caller.workspace,
        name: await workspaceName(this.options.store.postgres, caller.workspace),
      },
      expiresAt: caller.expiresAt === null ? null : new Date(caller.expiresAt).toISOString(),
    };
  }
}
