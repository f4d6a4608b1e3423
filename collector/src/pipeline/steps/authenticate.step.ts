import { createHash, timingSafeEqual } from 'node:crypto';
import type { IngestScope } from '@throughline/contracts';
import type { IntakeDirectory } from '../../intake/intake-config.ts';
import { drop, type Outcome, ok } from '../outcome.ts';

/** Who sends: the workspace and the sources that a key fixes. `service` is a command on this machine. */
export type Principal = { workspace: number; sources: readonly string[]; keyId: string; service: boolean };

export type Credentials = { authorization: string | undefined; scope: IngestScope; now: number };

const REMEDY =
  'Send "Authorization: Bearer tl_in_..." with an ingest key from the console, under Settings, Keys.';
const BEARER = /^Bearer +(\S{8,512})$/i;

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether a bearer token is `secret`, compared in constant time. */
export function tokenMatches(authorization: string | undefined, secret: string): boolean {
  const token = BEARER.exec(authorization ?? '')?.[1];
  return token !== undefined && timingSafeEqual(sha256(token), sha256(secret));
}

/**
 * Finds who sends from the `Authorization` header: an ingest key, or the service token of this data directory.
 * Drops `unauthenticated` (401) or `scope-not-allowed` (403).
 */
export function authenticate(
  directory: IntakeDirectory,
  serviceToken: string | undefined,
  { authorization, scope, now }: Credentials,
): Outcome<Principal> {
  const token = BEARER.exec(authorization ?? '')?.[1];
  if (token === undefined) return drop('unauthenticated', 'The request carries no ingest key.', REMEDY);
  const hash = sha256(token);
  if (serviceToken !== undefined && timingSafeEqual(hash, sha256(serviceToken))) {
    return ok({ workspace: 1, sources: ['*'], keyId: 'service', service: true });
  }
  const key = directory.keyByHash(hash.toString('hex'));
  if (!key || !timingSafeEqual(hash, Buffer.from(key.hash, 'hex'))) {
    return drop('unauthenticated', 'The ingest key is not known.', REMEDY);
  }
  if (key.expiresAt !== null && Date.parse(key.expiresAt) <= now) {
    return drop('unauthenticated', `The ingest key expired at ${key.expiresAt}.`, REMEDY);
  }
  if (!key.scopes.includes(scope)) {
    return drop(
      'scope-not-allowed',
      `The ingest key may not be used for ${scope}.`,
      `Use a key whose scopes hold "${scope}".`,
    );
  }
  return ok({ workspace: key.workspace, sources: key.sources, keyId: key.id, service: false });
}
