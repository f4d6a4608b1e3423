import { smallest } from './cases.ts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { type Asking, ask } from './need.ts';
import type { Partition } from './partition.ts';

/**
 * Stored ids of the lives of a partition. Each order has ids of its own, so that a join of two orders by part keys can
 * be taken back; a life of pieces has one until an order takes it on.
 */
export type Atoms = {
  /** The life that a stored id now belongs to; none if nothing is left of what it was. */
  readonly lifeOf: ReadonlyMap<bigint, number>;
  /** Ids of an order, smallest first, at least one. */
  readonly ofOrder: ReadonlyMap<number, readonly bigint[]>;
  /** Ids of a life that are no order's. */
  readonly ofPieces: readonly (readonly bigint[])[];
  /** The id that a life goes by; an outside life's own. */
  readonly nameOf: (life: number) => bigint;
  /** The id under which an event that is part of a life is stored if it is new. */
  readonly homeOf: (life: number, order: number | null) => bigint;
};

/** Who claims a stored id: an order, or a life of pieces. */
type Claim = {
  life: number;
  order: number | null;
  /** Events at home under the id, names stored on it, and events linked to it (which may only be related). */
  events: number;
  keys: number;
  linked: number;
};

/** Gives every life of the partition its stored ids, and new ones where it has none. */
export function* assignAtoms(
  part: Partition,
  stored: Iterable<bigint>,
  isNew: (eventKey: bigint) => boolean,
  ledger: Ledger,
): Asking<Atoms> {
  const { lives } = part;
  const taken = new Set(stored);
  const lifeOf = new Map<bigint, number>();
  const ofOrder = new Map<number, bigint[]>();
  const ofPieces: bigint[][] = lives.map(() => []);
  const claims = claimsOf(part, taken, ledger);
  for (const atom of [...taken].sort(ascending)) {
    const claim = strongest([...(claims.get(atom)?.values() ?? [])], part);
    if (!claim) continue;
    lifeOf.set(atom, claim.life);
    if (claim.order === null) ofPieces[claim.life]?.push(atom);
    else ofOrder.set(claim.order, [...(ofOrder.get(claim.order) ?? []), atom]);
  }
  const eventOf = (eventKey: bigint): StitchEvent => part.readings.get(eventKey)?.event as StitchEvent;
  for (const [index, life] of lives.entries()) {
    if (life.outside !== null) continue;
    const pieces = ofPieces[index] as bigint[];
    const firstKeys = life.orders.map((order) => ({ order, key: firstKeyOf(order, part) }));
    for (const { order, key } of firstKeys.sort((a, b) => compareKeys(a.key, b.key))) {
      if (ofOrder.has(order)) continue;
      let atom = pieces.shift();
      if (atom === undefined) {
        const own = [...life.members.keys()].filter((at) => orderOfEvent(part, at) === order).map(eventOf);
        const namer = life.holds.get(key.id)?.event as StitchEvent;
        atom = yield* mint(own, namer, key, taken, isNew, ledger);
      }
      ofOrder.set(order, [atom]);
      lifeOf.set(atom, index);
    }
    const [member] = life.members;
    if (firstKeys.length > 0 || pieces.length > 0 || !member) continue;
    const [first, { key }] = member;
    const own = [...life.members.keys()].map(eventOf);
    const atom = yield* mint(own, eventOf(first), key, taken, isNew, ledger);
    pieces.push(atom);
    lifeOf.set(atom, index);
  }
  const names = lives.map(
    ({ outside, orders }, index) =>
      outside ??
      smallest([...orders.flatMap((order) => ofOrder.get(order) ?? []), ...(ofPieces[index] ?? [])]),
  );
  const nameOf = (life: number): bigint => names[life] as bigint;
  const homeOf = (life: number, order: number | null): bigint =>
    order === null ? nameOf(life) : (ofOrder.get(order)?.[0] as bigint);
  return { lifeOf, ofOrder, ofPieces, nameOf, homeOf };
}

/** A new id by one of the life's own events, or by the one that names it; an id that was emptied may be used again. */
function* mint(
  own: readonly StitchEvent[],
  namer: StitchEvent,
  key: StitchKey,
  taken: Set<bigint>,
  isNew: (eventKey: bigint) => boolean,
  ledger: Ledger,
): Asking<bigint> {
  const inOrder = own.toSorted(
    (a, b) => Number(isNew(b.eventKey)) - Number(isNew(a.eventKey)) || ascending(a.eventKey, b.eventKey),
  );
  const [minter] = inOrder;
  for (let attempt = 0; ; attempt++) {
    const by = minter ?? namer;
    const id =
      minter && attempt === 0
        ? ledger.mint.byEvent(minter.eventKey)
        : ledger.mint.byName(by.eventKey, key, attempt);
    if (taken.has(id)) continue;
    if (!isNew(by.eventKey)) {
      yield* ask(ledger, { lives: [id] });
      if (![...storedIn(id, ledger)].every((eventKey) => own.some((event) => event.eventKey === eventKey)))
        continue;
    }
    taken.add(id);
    return id;
  }
}

function firstKeyOf(order: number, { components }: Partition): StitchKey {
  return [...(components.orders.get(order) as StitchKey[])].sort(compareKeys)[0] as StitchKey;
}

export const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
/** Order of keys that does not depend on anything else. */
export const compareKeys = (a: StitchKey, b: StitchKey): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The order (or, with null, the pieces) that an event is part of. */
export function orderOfEvent({ readings, components }: Partition, eventKey: bigint): number | null {
  const key = readings.get(eventKey)?.identity[0];
  return key ? (components.orderOf(key.id) ?? null) : null;
}

type Claims = Map<bigint, Map<string, Claim>>;

/** Who claims which stored id, by the events stored under it or moved to it, and by the names stored on it. */
function claimsOf(part: Partition, stored: ReadonlySet<bigint>, ledger: Ledger): Claims {
  const claims: Claims = new Map();
  const claim = (atom: bigint, life: number, order: number | null, by: 'events' | 'keys' | 'linked') => {
    const onAtom = claims.get(atom) ?? new Map<string, Claim>();
    claims.set(atom, onAtom);
    const id = `${life}:${order}`;
    const known = onAtom.get(id) ?? { life, order, events: 0, keys: 0, linked: 0 };
    onAtom.set(id, known);
    known[by] += 1;
  };
  for (const atom of stored) {
    for (const eventKey of storedIn(atom, ledger)) {
      const life = part.lifeOf.get(eventKey);
      const by = ledger.events.get(eventKey)?.home === atom ? 'events' : 'linked';
      if (life !== undefined) claim(atom, life, orderOfEvent(part, eventKey), by);
    }
  }
  part.lives.forEach((life, index) => {
    if (life.outside !== null) return;
    for (const order of life.orders) {
      for (const { id } of part.components.orders.get(order) ?? []) {
        for (const atom of ledger.keys.holdings(id).keys())
          if (stored.has(atom)) claim(atom, index, order, 'keys');
      }
    }
  });
  return claims;
}

/** Events that a stored id holds: at home there and not taken out, or linked to it. */
export function* storedIn(atom: bigint, ledger: Ledger): Generator<bigint> {
  const links = ledger.linksAt(atom);
  for (const { eventKey } of ledger.eventsAt(atom)) {
    if ((links.get(eventKey)?.net ?? 0) >= 0) yield eventKey;
  }
  for (const { eventKey, net } of links.values()) {
    if (net > 0 && ledger.events.get(eventKey)?.home !== atom) yield eventKey;
  }
}

/** Orders before pieces, then most events, most keys, and the first key by name; what is only linked comes last. */
function strongest(claims: readonly Claim[], part: Partition): Claim | undefined {
  const rank = ({ order, events, keys }: Claim): number =>
    (events + keys === 0 ? 2 : 0) + (order === null ? 1 : 0);
  const first = ({ order }: Claim): string => (order === null ? '' : firstKeyOf(order, part).id);
  return claims.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      b.events - a.events ||
      b.keys - a.keys ||
      b.linked - a.linked ||
      (first(a) < first(b) ? -1 : first(a) > first(b) ? 1 : a.life - b.life),
  )[0];
}
