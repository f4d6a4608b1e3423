import { hash } from 'node:crypto';

const first128 = (text: string): bigint => BigInt(`0x${hash('sha256', text, 'hex').slice(0, 32)}`);

/** Identity of a fact: the first 128 bits of SHA-256 over UTF-8 `workspace\0source\0id`. */
export const eventKey = (workspace: number, source: string, id: string): bigint =>
  first128(`${workspace}\0${source}\0${id}`);

/** Id of the life that an event minted: the same event mints the same life, whoever drains it. */
export const lifeId = (workspace: number, mintedBy: bigint): bigint =>
  first128(`life\0${workspace}\0${mintedBy.toString(16)}`);

// Crockford's base32: no i, l, o, u.
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/** A life's id on the wire: `c` and 26 letters of Crockford's base32 in lower case. */
export function toCorrelationId(life: bigint): string {
  let text = '';
  for (let rest = life, at = 0; at < LENGTH; at++, rest >>= 5n) text = LETTERS[Number(rest & 31n)] + text;
  return `c${text}`;
}

/** The life that a correlation id names; null if it is none of ours. */
export function fromCorrelationId(text: string): bigint | null {
  if (!/^c[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text)) return null;
  let life = 0n;
  for (const letter of text.slice(1)) life = (life << 5n) | BigInt(LETTERS.indexOf(letter));
  return life;
}
