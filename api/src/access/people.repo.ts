import type { Role } from '@throughline/contracts';
import type { Postgres } from '@throughline/store';

/** Someone who may sign in. */
export type Person = { workspace: number; id: string; email: string; name: string; role: Role };

/** A session that has not ended, with its person. */
export type LiveSession = Person & { expiresAt: Date };

/** Finds a person by e-mail in any case, or adds them with `role`. */
export const personByEmail = async (postgres: Postgres, person: Person, now: Date): Promise<Person> => {
  await postgres.query(
    `INSERT INTO users (workspace, id, email, name, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (workspace, lower(email)) DO NOTHING`,
    [person.workspace, person.id, person.email, person.name, person.role, now],
  );
  const [found] = await postgres.query<Person>(
    'SELECT workspace, id, email, name, role FROM users WHERE workspace = $1 AND lower(email) = lower($2) AND disabled_at IS NULL',
    [person.workspace, person.email],
  );
  if (!found) throw new Error(`${person.email} is disabled; an administrator can enable them again.`);
  return found;
};

/** Keeps the hash of a one-time token for a person. */
export const keepSignInToken = async (
  postgres: Postgres,
  person: Person,
  tokenHash: string,
  now: Date,
  expiresAt: Date,
): Promise<void> => {
  await postgres.query('INSERT INTO sign_in_tokens VALUES ($1, $2, $3, $4, $5, NULL)', [
    person.workspace,
    tokenHash,
    person.id,
    now,
    expiresAt,
  ]);
};

/** Takes a one-time token; null if it is unknown, used, ended, or its person is disabled. Of two at once, one gets it. */
export const takeSignInToken = async (
  postgres: Postgres,
  tokenHash: string,
  now: Date,
): Promise<Person | null> => {
  const [taken] = await postgres.query<Person>(
    `UPDATE sign_in_tokens AS t SET used_at = $2 FROM users AS u
     WHERE t.token_hash = $1 AND t.used_at IS NULL AND t.expires_at > $2
       AND u.workspace = t.workspace AND u.id = t.user_id AND u.disabled_at IS NULL
     RETURNING u.workspace, u.id, u.email, u.name, u.role`,
    [tokenHash, now],
  );
  return taken ?? null;
};

/** Begins a session and removes ended ones. */
export const beginSession = async (
  postgres: Postgres,
  person: Person,
  session: { tokenHash: string; userAgent: string; now: Date; expiresAt: Date },
): Promise<void> => {
  await postgres.query('DELETE FROM sessions WHERE expires_at <= $1', [session.now]);
  await postgres.query('INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $5, $6)', [
    person.workspace,
    session.tokenHash,
    person.id,
    session.userAgent,
    session.now,
    session.expiresAt,
  ]);
};

/** The session of a token, null if it has ended. */
export const liveSession = async (
  postgres: Postgres,
  tokenHash: string,
  now: Date,
): Promise<LiveSession | null> => {
  const [found] = await postgres.query<LiveSession>(
    `SELECT u.workspace, u.id, u.email, u.name, u.role, s.expires_at FROM sessions AS s
     JOIN users AS u ON u.workspace = s.workspace AND u.id = s.user_id AND u.disabled_at IS NULL
     WHERE s.token_hash = $1 AND s.expires_at > $2`,
    [tokenHash, now],
  );
  return found ?? null;
};

/** Ends a session. */
export const endSession = async (postgres: Postgres, tokenHash: string): Promise<void> => {
  await postgres.query('DELETE FROM sessions WHERE token_hash = $1', [tokenHash]);
};

/** Name of a workspace, '' if there is none. */
export const workspaceName = async (postgres: Postgres, workspace: number): Promise<string> => {
  const [found] = await postgres.query<{ name: string }>('SELECT name FROM workspaces WHERE workspace = $1', [
    workspace,
  ]);
  return found?.name ?? '';
};
