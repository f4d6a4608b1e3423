import { createHash } from 'node:crypto';

/** SHA-256 of a secret in lower-case hex: all that is stored of it. Secrets are random, so no salt is needed. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** `bytes` as text that is safe in URLs and cookies. */
export const asText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** A new ingest key: `tl_in_<id>_<secret>`; the id may be shown, the whole never again. */
export const newIngestKey = (random: (bytes: number) => Uint8Array): { id: string; secret: string } => {
  const id = Buffer.from(random(6)).toString('hex');
  return { id, secret: `tl_in_${id}_${asText(random(24))}` };
};

/** First characters of an ingest key, by which its owner recognises it. */
export const hintOf = (id: string): string => `tl_in_${id}_…`;
