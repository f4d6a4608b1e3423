import { smallest } from './cases.ts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { type Reading, startsOfRuns } from './reading.ts';
import type { StoredStitchEvent } from './state.ts';

/** Lives that an event's key finds; `unclear`: only the whole evidence can tell. */
type Hit = ReadonlySet<bigint> | 'unclear';
const NONE: ReadonlySet<bigint> = new Set();

/**
 * The common path: places an event by looking its keys up, where that cannot change what is stored of others. What
 * could is left for `settle`, and so is everything after it that shares a joining key with it.
 */
export class Placer {
  /** Events that could not be placed, in order. */
  readonly left: Reading[] = [];
  private readonly leftKeys = new Set<string>();
  private readonly ledger: Ledger;

  constructor(ledger: Ledger) {
    this.ledger = ledger;
  }

  /** Places the event or leaves it. */
  take(reading: Reading): void {
    if (this.place(reading)) return;
    this.left.push(reading);
    for (const keys of [reading.identity, reading.parts]) for (const { id } of keys) this.leftKeys.add(id);
    for (const { key } of reading.names) this.leftKeys.add(key.id);
    for (const { key } of reading.relates) this.leftKeys.add(key.id);
  }

  private place(reading: Reading): boolean {
    const { identity, parts, names, relates } = reading;
    if (this.leftKeys.size > 0 && this.touchesLeft(reading)) return false;
    if (![...names, ...relates].every(({ key }) => this.namedLife(key) !== 'unclear')) return false;
    if (names.length > 0) return parts.length === 0 && this.placeNamed(reading);
    const turned = parts.filter(({ id }) => this.ledger.keys.turned(id) !== null);
    // Which use of such a key turned, only the whole evidence tells.
    if (turned.some(({ namespace }) => this.ledger.rules.validityOf(namespace) > 0)) return false;
    if (identity.length === 0 && turned.length === parts.length) return this.follow(reading);
    const home = this.homeFor(reading, turned);
    if (home === null) return false;
    this.settleIn(reading, home);
    return true;
  }

  private touchesLeft({ identity, parts, names, relates }: Reading): boolean {
    return [...identity, ...parts, ...names.map(({ key }) => key), ...relates.map(({ key }) => key)].some(
      ({ id }) => this.leftKeys.has(id),
    );
  }

  /** The life that an event with joining keys is part of, minted if need be; null if that is not plain. */
  private homeFor({ event, identity, parts }: Reading, turned: readonly StitchKey[]): bigint | null {
    const { cases, minted } = this.ledger;
    const named = new Set<bigint>();
    let unknownName = false;
    for (const key of identity) {
      const hit = this.find(key, event);
      if (hit === 'unclear') return null;
      if (hit.size === 0) unknownName = true;
      for (const life of hit) named.add(life);
    }
    const pieces = new Set<bigint>();
    for (const key of parts) {
      if (turned.includes(key)) continue;
      const hit = this.find(key, event);
      if (hit === 'unclear') return null;
      for (const life of hit) pieces.add(life);
    }
    if (named.size > 0) {
      const order = cases.orderOf(smallest(named));
      for (const life of named) if (cases.orderOf(life) !== order) return null;
      const one = cases.resolve(order);
      // A new name for an order that part keys join to another may bring the two into conflict.
      if (unknownName && [...cases.membersOf(order)].some((life) => cases.orderOf(life) !== order))
        return null;
      for (const life of pieces) if (cases.resolve(life) !== one) return null;
      if (!turned.every((key) => this.isHeldBy(key, order))) return null;
      return smallest(named);
    }
    if (turned.length > 0) return null;
    if (pieces.size === 0) return this.begin(event, identity.length > 0);
    if (identity.length === 0) {
      const one = cases.resolve(smallest(pieces));
      for (const life of pieces) if (cases.resolve(life) !== one) return null;
      return smallest(pieces);
    }
    // A life of pieces takes on the first name that comes, if it is sure to have none yet.
    const [life] = pieces;
    const fresh = life === undefined || pieces.size > 1 ? undefined : minted.get(life);
    if (life === undefined || !fresh || fresh.named || cases.membersOf(life).size > 1) return null;
    fresh.named = true;
    return life;
  }

  private begin(event: StitchEvent, isNamed: boolean): bigint {
    const life = this.ledger.mint.byEvent(event.eventKey);
    this.ledger.minted.set(life, { named: isNamed });
    return life;
  }

  /** Stores the event under its life, which then holds its keys. */
  private settleIn(reading: Reading, home: bigint): void {
    const { event, identity, parts, shared, weak } = reading;
    this.ledger.place(event, home);
    for (const key of identity) this.ledger.keys.hold(key, home, event);
    for (const key of parts) this.ledger.keys.hold(key, home, event);
    for (const key of weak) this.ledger.keys.hold(key, home, event);
    for (const key of shared) this.holdShared(key, home, event);
    this.relate(reading);
  }

  /** A life that comes to hold a shared key gets the events that wait under it. */
  private holdShared(key: StitchKey, life: bigint, event: StitchEvent): void {
    const isNew = !this.isHeldBy(key, life);
    this.ledger.keys.hold(key, life, event);
    if (!isNew) return;
    for (const [waiting, net] of this.ledger.waitingOf(key.id)) {
      if (net <= 0) continue;
      const stored = this.ledger.events.get(waiting) as StoredStitchEvent;
      if (this.ledger.linkNet(waiting, life) <= 0) this.ledger.link(stored, life, key, 1);
      this.ledger.setOrphan(stored, false);
    }
  }

  /** An event of several lives, or one that names its lives by links: it is stored under none and belongs to each. */
  private placeNamed(reading: Reading): boolean {
    const { event, names, shared } = reading;
    this.ledger.place(event, 0n);
    const lives = names.map(({ key, share }) => ({ key, share, life: this.lifeNamed(key, event) }));
    for (const { key, share, life } of lives) {
      this.linkOnce(event, life, key, share);
      this.ledger.keys.hold(key, life, event);
      for (const paper of shared) this.holdShared(paper, life, event);
    }
    this.relate(reading);
    return true;
  }

  private relate({ event, relates }: Reading): void {
    for (const { key, share } of relates) this.linkOnce(event, this.lifeNamed(key, event), key, share);
  }

  /** An event with keys that only link: it belongs to every life that holds one, or waits for such a life. */
  private follow(reading: Reading): boolean {
    const { event, parts, shared } = reading;
    // Turned keys that no event of a life carries hang on those beside them: that takes the whole evidence.
    for (const key of parts) {
      if (parts.length > 1 && !this.ledger.isCarried(key)) return false;
    }
    if (new Set(parts.map(({ id }) => this.ledger.keys.turned(id))).size > 1) return false;
    this.ledger.place(event, 0n);
    const stored = this.ledger.events.get(event.eventKey) as StoredStitchEvent;
    const { cases } = this.ledger;
    let linked = reading.relates.length > 0;
    for (const key of [...parts, ...shared]) {
      this.ledger.wait(stored, key, 1);
      for (const life of smallestOfEach(this.ledger.keys.holdings(key.id).keys(), (id) =>
        cases.resolve(id),
      )) {
        this.linkOnce(event, life, key, '');
        linked = true;
      }
    }
    this.relate(reading);
    if (!linked) this.ledger.setOrphan(event, true);
    return true;
  }

  /** Links the event to a life unless it belongs to it already. */
  private linkOnce(event: StitchEvent, life: bigint, why: StitchKey, share: string): void {
    const stored = this.ledger.events.get(event.eventKey) as StoredStitchEvent;
    const one = this.ledger.cases.membersOf(life);
    if (one.has(stored.home)) return;
    for (const same of one) if (this.ledger.linkNet(event.eventKey, same) > 0) return;
    this.ledger.link(stored, life, why, 1, share);
  }

  /** The one life that a key names, null if none does yet. */
  private namedLife(key: StitchKey): bigint | null | 'unclear' {
    const lives = [...this.ledger.keys.holdings(key.id).keys()];
    if (lives.length === 0) return null;
    const { cases } = this.ledger;
    const order = cases.orderOf(lives[0] as bigint);
    return lives.every((life) => cases.orderOf(life) === order) ? smallest(lives) : 'unclear';
  }

  private lifeNamed(key: StitchKey, event: StitchEvent): bigint {
    const known = this.namedLife(key);
    if (typeof known === 'bigint') return known;
    const life = this.ledger.mint.byName(event.eventKey, key);
    this.ledger.minted.set(life, { named: true });
    this.ledger.keys.hold(key, life, event);
    return life;
  }

  /** Whether the life, or one that it is one with, carries the key on an event. */
  private isHeldBy(key: StitchKey, life: bigint): boolean {
    const holdings = this.ledger.keys.holdings(key.id);
    if (holdings.size === 0) return false;
    for (const same of this.ledger.cases.membersOf(life))
      if ((holdings.get(same)?.direct ?? 0) > 0) return true;
    return false;
  }

  /** Lives with a joining key; of one with a validity, those of the run of uses that the event falls into. */
  private find(key: StitchKey, event: StitchEvent): Hit {
    const holdings = this.ledger.keys.holdings(key.id);
    const validity = this.ledger.rules.validityOf(key.namespace);
    if (validity === 0) return holdings.size === 0 ? NONE : new Set(holdings.keys());
    if (this.ledger.keys.turned(key.id) !== null) return 'unclear';
    const uses = [...holdings].flatMap(([life, { times }]) => [...times].map((time) => ({ life, time })));
    const times = uses.map(({ time }) => time);
    const at = event.occurredAt;
    const starts = startsOfRuns([...times, at], validity);
    // The event closes a gap between two runs.
    if (starts.length < startsOfRuns(times, validity).length) return 'unclear';
    const runOf = (time: number) => starts.findLast((start) => start <= time);
    return new Set(uses.filter(({ time }) => runOf(time) === runOf(at)).map(({ life }) => life));
  }
}

/** The smallest id of each group. */
function* smallestOfEach(lives: Iterable<bigint>, groupOf: (life: bigint) => bigint): Generator<bigint> {
  const least = new Map<bigint, bigint>();
  for (const life of lives) {
    const group = groupOf(life);
    const known = least.get(group);
    if (known === undefined || life < known) least.set(group, life);
  }
  yield* least.values();
}
