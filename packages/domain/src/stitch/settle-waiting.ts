import type { StitchKey } from './keys.ts';
import { type Asking, ask } from './need.ts';
import type { Reading } from './reading.ts';
import type { Settling } from './settling.ts';
import type { StoredStitchEvent } from './state.ts';

/**
 * Readings of events that may begin or end to wait under their keys: new ones, and those with a joining key that has
 * turned, is cut, or joins again. What they wait under so far is asked for.
 */
export function* knowWaiting(settling: Settling, seeds: readonly StitchKey[]): Asking<readonly Reading[]> {
  const { part, ledger } = settling;
  const isSeed = new Set(seeds.map(({ id }) => id));
  const mayLink = (key: StitchKey): boolean =>
    isSeed.has(key.id) ||
    part.conflicts.has(key.id) ||
    (ledger.declaredRole(key) !== 'shared' &&
      (ledger.keys.turned(key.id) !== null || ledger.rules.isCut(key.id)));
  const changing = [...part.readings.values()].filter(
    (reading) => settling.isNew(reading.event.eventKey) || linkingKeys(reading).some(mayLink),
  );
  const stored = changing.filter(({ event }) => !settling.isNew(event.eventKey));
  yield* ask(ledger, { waiting: stored.flatMap(linkingKeys) });
  return changing;
}

/** Events with keys that only link wait under them for lives to come; those that are part of a life do not. */
export function settleWaiting(changing: readonly Reading[], { part, closure, ledger }: Settling): void {
  for (const reading of changing) {
    const event = ledger.events.get(reading.event.eventKey) as StoredStitchEvent;
    const waits =
      reading.identity.length === 0 && reading.names.length === 0 && !part.lifeOf.has(event.eventKey);
    for (const key of linkingKeys(reading)) {
      const net = ledger.waitingOf(key.id).get(event.eventKey) ?? 0;
      if (waits && net <= 0) ledger.wait(event, key, 1 - net);
      if (!waits && net > 0) ledger.wait(event, key, -net);
    }
  }
  for (const { event } of part.readings.values()) {
    if (!closure.isVisitor(event.eventKey)) ledger.setOrphan(event, part.orphans.has(event.eventKey));
  }
}

/** Whether a stored event waits under any of its keys. */
export const isWaiting = (reading: Reading, { ledger }: Settling): boolean =>
  linkingKeys(reading).some(({ id }) => (ledger.waitingOf(id).get(reading.event.eventKey) ?? 0) > 0);

/** Keys under which an event waits if it is part of no life. */
export const linkingKeys = ({ identity, parts, shared }: Reading): StitchKey[] => [
  ...identity,
  ...parts,
  ...shared,
];
