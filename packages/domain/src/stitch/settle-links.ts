import { orderOfEvent, storedIn } from './atoms.ts';
import type { StitchKey } from './keys.ts';
import { type Asking, ask } from './need.ts';
import type { Reading } from './reading.ts';
import { isWaiting, linkingKeys } from './settle-waiting.ts';
import type { Settling } from './settling.ts';
import type { StoredStitchEvent } from './state.ts';

/** Puts every event into the lives that it belongs to, and takes it out of others. */
export function* settleLinks(settling: Settling): Asking<void> {
  const { part, atoms, closure, ledger } = settling;
  const storedOf = new Map<bigint, Set<bigint>>();
  const note = (eventKey: bigint, id: bigint): void => {
    const ids = storedOf.get(eventKey);
    if (ids) ids.add(id);
    else storedOf.set(eventKey, new Set([id]));
  };
  const here = new Set([...closure.lives, ...atoms.lifeOf.keys()]);
  for (const id of here) for (const eventKey of storedIn(id, ledger)) note(eventKey, id);
  const told = keysToldOf(settling);
  const moving = [...part.readings.values()].filter((reading) => mayMoveOutside(reading, told, settling));
  yield* ask(ledger, { links: linksToAsk(moving, settling) });
  const asked = new Set(moving.map(({ event }) => event.eventKey));

  for (const reading of part.readings.values()) {
    const { eventKey } = reading.event;
    const event = ledger.events.get(eventKey) as StoredStitchEvent;
    const own = part.lifeOf.get(eventKey);
    const order = orderOfEvent(part, eventKey);
    const links = part.linksOf.get(eventKey);
    const belongs = new Set([...(own === undefined ? [] : [own]), ...(links?.keys() ?? [])]);
    const has = new Set<number>();
    for (const id of storedOf.get(eventKey) ?? []) {
      const life = atoms.lifeOf.get(id);
      const right = life !== undefined && belongs.has(life) && (life !== own || isOwnOf(order, id, settling));
      if (right) has.add(life);
      else takeOut(event, id, settling);
    }
    for (const life of belongs) {
      if (has.has(life)) continue;
      const { outside } = part.lives[life] as { outside: bigint | null };
      if (outside !== null && !settling.isNew(eventKey) && !asked.has(eventKey)) continue;
      if (outside !== null && isLinkedTo(event, outside, settling)) continue;
      if (life === own) moveTo(reading, event, life, settling);
      else {
        const why = links?.get(life);
        putIn(event, atoms.nameOf(life), why?.key ?? null, why?.share ?? '', settling);
      }
    }
    if (asked.has(eventKey)) leaveOutside(event, belongs, settling);
  }
}

/** Keys that new events tell of lives that they name, which may lie outside the evidence. */
function keysToldOf({ part, isNew }: Settling): Set<string> {
  const told = new Set<string>();
  for (const { event, names, parts, shared } of part.readings.values()) {
    if (names.length === 0 || !isNew(event.eventKey)) continue;
    for (const { id } of [...parts, ...shared]) told.add(id);
  }
  return told;
}

/**
 * Whether an event's links to lives outside the evidence may change: it only now begins or ends to be linked by its
 * keys, a new event tells of one of them, or one is or was on lives only because it hangs together with others.
 */
function mayMoveOutside(reading: Reading, told: ReadonlySet<string>, settling: Settling): boolean {
  const { event, identity, names, parts, shared } = reading;
  const { ledger, part } = settling;
  if (settling.isNew(event.eventKey)) return false;
  const waited = isWaiting(reading, settling);
  if (identity.length > 0 || names.length > 0 || part.lifeOf.has(event.eventKey)) return waited;
  const joining = [...parts, ...shared].some((key) => ledger.declaredRole(key) !== 'shared');
  if ((joining && !waited) || [...parts, ...shared].some(({ id }) => told.has(id))) return true;
  return parts.some((key) => {
    const holdings = [...ledger.keys.holdings(key.id).values()];
    return holdings.some(({ derived }) => derived > 0) || !ledger.isCarried(key);
  });
}

/** Lives outside the evidence that such events may be linked to, or should be. */
function linksToAsk(moving: readonly Reading[], { part, ledger, closure }: Settling) {
  const lives = new Set<bigint>();
  for (const reading of moving) {
    const { event } = reading;
    const wanted = [...(part.linksOf.get(event.eventKey)?.keys() ?? [])].map((at) => part.lives[at]?.outside);
    const stored = linkingKeys(reading).flatMap(({ id }) => [...ledger.keys.holdings(id).keys()]);
    for (const life of [...wanted, ...stored, ledger.events.get(event.eventKey)?.home]) {
      if (typeof life !== 'bigint' || life === 0n || closure.lives.has(life)) continue;
      for (const same of ledger.cases.membersOf(life)) lives.add(same);
    }
  }
  return { lives: [...lives], events: moving.map(({ event }) => event.eventKey) };
}

/** Links an event to a life, whatever two collectors made of the sum of its signs. */
function putIn(
  event: StoredStitchEvent,
  id: bigint,
  why: StitchKey | null,
  share: string,
  { ledger }: Settling,
) {
  const target = event.home === id ? 0 : 1;
  ledger.link(event, id, why, target - ledger.linkNet(event.eventKey, id), share);
}

/** An event that names its order is kept under an id of that order, so that a join to another can be taken back. */
const isOwnOf = (order: number | null, id: bigint, { atoms }: Settling): boolean =>
  order === null || atoms.ofOrder.get(order)?.includes(id) === true;

function takeOut(event: StoredStitchEvent, id: bigint, { ledger }: Settling): void {
  const net = ledger.linkNet(event.eventKey, id);
  const target = event.home === id ? -1 : 0;
  const why = ledger.linksAt(id).get(event.eventKey)?.why ?? null;
  ledger.link(event, id, why, target - net);
}

/** Makes an event that is stored elsewhere part of its life, with its keys. */
function moveTo(reading: Reading, event: StoredStitchEvent, life: number, settling: Settling): void {
  const { part, atoms, ledger } = settling;
  const id = atoms.homeOf(life, orderOfEvent(part, event.eventKey));
  const why = part.lives[life]?.members.get(event.eventKey)?.key ?? null;
  putIn(event, id, why, '', settling);
  for (const key of reading.weak) ledger.keys.hold(key, id, event);
}

function isLinkedTo(event: StoredStitchEvent, outside: bigint, { ledger }: Settling): boolean {
  for (const id of ledger.cases.membersOf(outside)) {
    const net = ledger.linkNet(event.eventKey, id);
    if (event.home === id ? net >= 0 : net > 0) return true;
  }
  return false;
}

/** Ends links to outside lives that the event no longer belongs to. */
function leaveOutside(event: StoredStitchEvent, belongs: ReadonlySet<number>, settling: Settling): void {
  const { part, ledger, closure, atoms } = settling;
  const stay = new Set([...belongs].map((life) => part.lives[life]?.outside));
  const ids = new Set(ledger.livesLinkedTo(event.eventKey));
  if (event.home !== 0n && ledger.linkNet(event.eventKey, event.home) >= 0) ids.add(event.home);
  for (const id of ids) {
    if (closure.lives.has(id) || atoms.lifeOf.has(id) || stay.has(ledger.cases.resolve(id))) continue;
    takeOut(event, id, settling);
  }
}
