import { fromCorrelationId } from '../ids.ts';
import type { StitchEvent } from './event.ts';
import { CORRELATION, type Namespaces, type StitchKey } from './keys.ts';
import type { Mint } from './mint.ts';

/** The life whose id a key quotes, if it has the form of one; null otherwise. */
export const lifeQuoted = ({ namespace, value }: StitchKey): bigint | null =>
  namespace === CORRELATION ? fromCorrelationId(value) : null;

/**
 * A business key that stands for a life: of the event that minted it, or that by which it was minted. An event that
 * quotes the life's id is read as if it carried that key. Null if no such life is known: then the id is a name like
 * any other. `events` are those at home in the life and those linked to it.
 */
export function keyQuoted(
  life: bigint,
  events: readonly StitchEvent[],
  { roleOf }: Pick<Namespaces, 'roleOf'>,
  mint: Mint,
): StitchKey | null {
  for (const event of events) {
    const keys = event.keys.filter((key) => lifeQuoted(key) === null).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (mint.byEvent(event.eventKey) === life) {
      const own =
        keys.find(({ namespace }) => roleOf(namespace) === 'identity') ??
        keys.find(({ namespace }) => roleOf(namespace) === 'part');
      if (own) return own;
    }
    for (const key of [...keys, ...event.links.map((link) => link.key)]) {
      if (mint.byName(event.eventKey, key) === life) return key;
    }
  }
  return null;
}
