import { assignAtoms, orderOfEvent } from './atoms.ts';
import { Closure } from './closure.ts';
import type { StitchKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { Asking } from './need.ts';
import { partition } from './partition.ts';
import type { Reading } from './reading.ts';
import { settleCases } from './settle-cases.ts';
import { settleKeys } from './settle-keys.ts';
import { settleLinks } from './settle-links.ts';
import { knowWaiting, settleWaiting } from './settle-waiting.ts';
import type { Settling } from './settling.ts';

/**
 * The careful path: gathers all the evidence that decides about the events that were left and about keys that a person
 * cut, sorts it by the specification, and notes the difference to what is stored.
 */
export function* settle(left: readonly Reading[], seeds: readonly StitchKey[], ledger: Ledger): Asking<void> {
  const closure = new Closure(ledger);
  yield* closure.gather(left, seeds);
  const part = partition(closure.evidence.values(), ledger.rules, closure.beyond());
  const events = left.map(({ event }) => event);
  const fresh = new Set(events.map(({ eventKey }) => eventKey));
  const isNew = (eventKey: bigint): boolean => fresh.has(eventKey);
  const atoms = yield* assignAtoms(part, closure.lives, isNew, ledger);
  const settling: Settling = { part, atoms, closure, ledger, isNew };
  for (const event of events) {
    const life = part.lifeOf.get(event.eventKey);
    ledger.place(event, life === undefined ? 0n : atoms.homeOf(life, orderOfEvent(part, event.eventKey)));
  }
  const changing = yield* knowWaiting(settling, seeds);
  yield* settleLinks(settling);
  settleCases(settling);
  settleWaiting(changing, settling);
  settleKeys(settling);
}
