import { randomBytes } from 'node:crypto';

/** An unguessable token for local commands, 256 bits. */
export const newToken = (): string => `tl_local_${randomBytes(32).toString('base64url')}`;
