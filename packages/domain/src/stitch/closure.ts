import type { Beyond } from './components.ts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import { type Asking, ask } from './need.ts';
import { type Reading, read } from './reading.ts';
import type { ConflictReason, StoredStitchEvent } from './state.ts';

/** Thrown where what has turned may turn back, so that conflicts must be judged anew with all their evidence. */
class ConflictsMayEnd extends Error {}

/** An event met on the way. `cross`: its turned keys are opened too. `linked`: a link of a life led to it. */
type Met = { event: StitchEvent; isNew: boolean; cross: boolean; linked: boolean };

/**
 * Gathers the evidence that decides about some events or keys: every event of every life that their joining keys reach,
 * and the events linked to those. Keys that turned shared are a border, for more evidence never takes a conflict back;
 * only where orders prove to be one, or a person cuts, are they crossed.
 */
export class Closure {
  readonly lives = new Set<bigint>();
  readonly evidence = new Map<bigint, StitchEvent>();
  /** Joining keys all of whose evidence is here. */
  readonly opened = new Set<string>();
  private readonly ledger: Ledger;
  private through: boolean;
  private seeds: ReadonlySet<string> = new Set();
  private readonly expanded = new Set<string>();
  private readonly crossed = new Set<bigint>();
  private readonly visitors = new Set<bigint>();
  private events: Met[] = [];
  private toOpen: { key: StitchKey; seed: boolean }[] = [];
  private toExpand: StitchKey[] = [];
  private toVisit: bigint[] = [];

  constructor(ledger: Ledger, through = false) {
    this.ledger = ledger;
    this.through = through;
  }

  /** Gathers for new events and for keys that a person cut or that are to be judged anew. */
  *gather(left: readonly Reading[], seeds: readonly StitchKey[]): Asking<void> {
    if (seeds.length > 0) this.through = true;
    this.seeds = new Set(seeds.map(({ id }) => id));
    for (;;) {
      try {
        this.events = left.map(({ event }) => ({ event, isNew: true, cross: this.through, linked: false }));
        this.toOpen = seeds.map((key) => ({ key, seed: true }));
        this.toExpand = [];
        this.toVisit = [];
        yield* this.run();
        return;
      } catch (error) {
        if (!(error instanceof ConflictsMayEnd)) throw error;
        this.through = true;
        for (const set of [this.lives, this.opened, this.expanded, this.crossed, this.visitors]) set.clear();
        this.evidence.clear();
      }
    }
  }

  private *run(): Asking<void> {
    while (this.events.length + this.toOpen.length + this.toExpand.length + this.toVisit.length > 0) {
      const { ledger } = this;
      const [events, open, expand, visit] = [this.events, this.toOpen, this.toExpand, this.toVisit];
      this.events = [];
      this.toOpen = [];
      this.toExpand = [];
      this.toVisit = [];
      yield* ask(ledger, {
        keys: [...events.flatMap(({ event }) => ledger.lookedUp(event)), ...open.map(({ key }) => key)],
        lives: [...visit, ...events.flatMap(({ event }) => ledger.livesQuoted(event))],
        waiting: expand,
      });
      for (const { event } of events) ledger.understand(event);
      const turnedOrCut = open.filter(({ key, seed }) => seed || ledger.keys.turned(key.id) !== null);
      yield* ask(ledger, {
        keys: events.flatMap(({ event }) => ledger.lookedUp(event)),
        waiting: turnedOrCut.map(({ key }) => key),
      });
      for (const life of visit) this.visit(life);
      for (const { key } of open) this.open(key);
      for (const key of expand) for (const event of this.waitingUnder(key)) this.add(event);
      for (const met of events) this.look(met);
    }
  }

  /** Whether an event is part of a life that is not here, and is here only as what it links to. */
  isVisitor = (eventKey: bigint): boolean => this.visitors.has(eventKey);

  /** What lies beyond the evidence, for `partition`. */
  beyond(): Beyond {
    const turned = new Map<string, ConflictReason>();
    const named = new Map<string, bigint>();
    const holders = new Map<string, readonly bigint[]>();
    const { cases } = this.ledger;
    const outside = (key: StitchKey): bigint[] => {
      const holding = [...this.ledger.keys.holdings(key.id)].filter(
        ([life, { direct }]) => direct > 0 && !this.lives.has(life),
      );
      return [...new Set(holding.map(([life]) => cases.resolve(life)))];
    };
    for (const event of this.evidence.values()) {
      const { identity, parts, shared, names, relates } = read(event, this.ledger.rules);
      for (const key of parts) {
        const reason = this.opened.has(key.id) ? null : this.ledger.keys.turned(key.id);
        if (reason === null || turned.has(key.id)) continue;
        turned.set(key.id, reason);
        holders.set(key.id, outside(key));
      }
      for (const { key } of [...names, ...relates]) {
        const lives = [...this.ledger.keys.holdings(key.id).keys()];
        if (lives[0] !== undefined && !lives.some((life) => this.lives.has(life)))
          named.set(key.id, cases.resolve(lives[0]));
      }
      if (identity.length > 0 || names.length > 0) continue;
      for (const key of shared) if (!holders.has(key.id)) holders.set(key.id, outside(key));
    }
    return { turned, named, holders };
  }

  private add(event: StitchEvent, { cross = false, linked = false } = {}): void {
    const { eventKey } = event;
    const again = this.visitors.has(eventKey) || (cross && !this.crossed.has(eventKey));
    if (this.evidence.has(eventKey) && !again) return;
    this.events.push({ event, isNew: false, cross, linked });
    if (!this.evidence.has(eventKey)) this.evidence.set(eventKey, event);
    if (cross) this.crossed.add(eventKey);
  }

  private visit(life: bigint): void {
    if (this.lives.has(life)) return;
    this.lives.add(life);
    for (const event of this.ledger.eventsAt(life)) this.add(event, { cross: this.through });
    for (const [eventKey, { net }] of this.ledger.linksAt(life)) {
      // What two collectors took out at once, each for its own reason, may belong here after all.
      if (net > 0 || this.through)
        this.add(this.ledger.events.get(eventKey) as StoredStitchEvent, { linked: true });
    }
    this.toVisit.push(...[...this.ledger.cases.membersOf(life)].filter((one) => !this.lives.has(one)));
  }

  private open(key: StitchKey): void {
    if (this.opened.has(key.id)) return;
    this.opened.add(key.id);
    const turned = this.ledger.keys.turned(key.id) !== null;
    if (turned && !this.through) throw new ConflictsMayEnd();
    const lives = [...this.ledger.keys.holdings(key.id).keys()];
    if (this.ledger.declaredRole(key) === 'identity') this.mustBeOneOrder(lives);
    // Another collector may have stored an event there while the key was taken from it.
    if (this.through) lives.push(...this.ledger.keys.formerly(key.id));
    this.toVisit.push(...lives.filter((life) => !this.lives.has(life)));
    for (const event of this.waitingUnder(key)) {
      this.add(event, { cross: true });
      // It may become part of a life again: then its home matters, and what waits for its other keys.
      for (const other of read(event, this.ledger.rules).shared) this.expand(other);
      if (event.home !== 0n && !this.lives.has(event.home)) this.toVisit.push(event.home);
    }
  }

  private look(met: Met): void {
    const { event, isNew, linked } = met;
    const { identity, parts, shared, names, relates } = read(event, this.ledger.rules);
    // A key that is cut, or no more, changes what all the others of its event say.
    const recut = this.seeds.size > 0 && this.ledger.lookedUp(event).some(({ id }) => this.seeds.has(id));
    if (linked && !recut && this.isElsewhere(identity, parts, names.length > 0)) {
      this.visitors.add(event.eventKey);
      this.evidence.set(event.eventKey, { ...event, keys: [] });
      return;
    }
    this.visitors.delete(event.eventKey);
    this.evidence.set(event.eventKey, event);
    for (const key of identity) this.toOpen.push({ key, seed: false });
    if (identity.length > 1)
      this.mustBeOneOrder(identity.flatMap(({ id }) => [...this.ledger.keys.holdings(id).keys()]));
    const reasons = new Set<ConflictReason>();
    // What tells of orders by itself is judged anew with them; what is only linked is not.
    const anew = met.cross || recut || (this.through && identity.length + names.length > 0);
    let openNames = recut;
    for (const key of parts) {
      const reason = this.ledger.keys.turned(key.id);
      if (reason !== null) reasons.add(reason);
      if (reason === null || anew || this.ledger.rules.validityOf(key.namespace) > 0) {
        openNames = true;
        this.toOpen.push({ key, seed: false });
      } else if (isNew || !this.ledger.isCarried(key)) this.expand(key);
    }
    // What waits for a life with these keys may have found it.
    if ((isNew || recut) && identity.length + parts.length + names.length > 0)
      for (const key of shared) this.expand(key);
    const told = [...(openNames ? names : []), ...(recut ? relates : [])];
    for (const { key } of told) this.toOpen.push({ key, seed: false });
    const namesTurned = names.length > 0 && reasons.has('joins different orders');
    if (isNew && !this.through && (reasons.size > 1 || namesTurned)) throw new ConflictsMayEnd();
  }

  private expand(key: StitchKey): void {
    if (this.expanded.has(key.id)) return;
    this.expanded.add(key.id);
    this.toExpand.push(key);
  }

  /** Whether an event is part of a life that is not here: then it matters only as what it links to. */
  private isElsewhere(identity: readonly StitchKey[], parts: readonly StitchKey[], names: boolean): boolean {
    const own =
      identity[0] ?? (names ? undefined : parts.find(({ id }) => this.ledger.keys.turned(id) === null));
    if (!own) return false;
    for (const life of this.ledger.keys.holdings(own.id).keys()) if (this.lives.has(life)) return false;
    return true;
  }

  private mustBeOneOrder(lives: readonly bigint[]): void {
    const [first, ...rest] = lives;
    if (first === undefined || this.through) return;
    const { cases } = this.ledger;
    const order = cases.orderOf(first);
    if (rest.some((life) => cases.orderOf(life) !== order)) throw new ConflictsMayEnd();
  }

  private *waitingUnder(key: StitchKey): Generator<StoredStitchEvent> {
    for (const [eventKey, net] of this.ledger.waitingOf(key.id)) {
      if (net > 0) yield this.ledger.events.get(eventKey) as StoredStitchEvent;
    }
  }
}
