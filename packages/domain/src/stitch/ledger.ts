import type { KeyRole } from '@throughline/contracts';
import { Cases } from './cases.ts';
import type { StitchEvent } from './event.ts';
import type { Namespaces, StitchKey } from './keys.ts';
import type { Mint } from './mint.ts';
import { keyQuoted, lifeQuoted } from './quotes.ts';
import type { Rules } from './reading.ts';
import { Rows } from './rows.ts';
import type { ConflictReason, Found, KeyState, LinkState, Need, StoredStitchEvent } from './state.ts';

/** A key on a life: sums of signs of rows by an event of the life, and of rows that hang together with such. */
export type Holding = { direct: number; derived: number; times: Set<number> };
type KeyEntry = {
  holdings: Map<bigint, Holding>;
  /** What sums of signs below 0, of two collectors that took one row back, are short of 0, by life and kind. */
  debts: Map<string, number>;
  former: Set<bigint>;
  cuts: number;
  conflicts: Map<ConflictReason, number>;
};
type LifeEntry = { loaded: boolean; events: Map<bigint, StoredStitchEvent>; links: Map<bigint, LinkState> };

/**
 * What is known while a batch is stitched: what the store answered, and on top of it what the batch changed. Every
 * change is made here, and noted as a row of the delta.
 */
export class Ledger {
  readonly rows: Rows;
  readonly cases: Cases;
  readonly rules: Rules;
  readonly mint: Mint;
  /** Lives minted by this batch, and whether an identity key names them. */
  readonly minted = new Map<bigint, { named: boolean }>();
  /** Every event met with where it is stored, by event key. */
  readonly events = new Map<bigint, StoredStitchEvent>();
  private readonly quoted = new Map<string, StitchKey>();
  private readonly keys = new Map<string, KeyEntry>();
  private readonly lives = new Map<bigint, LifeEntry>();
  private readonly waits = new Map<string, Map<bigint, number>>();
  private readonly waitsKnown = new Set<string>();
  private readonly orphans = new Map<bigint, number>();
  private readonly linksKnown = new Set<string>();
  private readonly linkedTo = new Map<bigint, Set<bigint>>();

  constructor(namespaces: Namespaces, mint: Mint) {
    this.mint = mint;
    this.rows = new Rows();
    this.cases = new Cases(({ namespace }) => namespaces.roleOf(namespace) === 'identity');
    this.rules = {
      ...namespaces,
      isCut: (id) => (this.keys.get(id)?.cuts ?? 0) > 0,
      meant: (key) => this.quoted.get(key.id) ?? key,
    };
  }

  /** Takes answers of the store over; what is known already is not counted twice. */
  learn(found: Found): void {
    for (const link of found.caseLinks) this.cases.learn(link);
    for (const state of found.keys) this.learnKey(state);
    for (const { key, event, net, orphan } of found.waiting) {
      if (this.waitsKnown.has(key.id)) continue;
      this.meet(event);
      const waiting = this.waitingUnder(key.id);
      waiting.set(event.eventKey, (waiting.get(event.eventKey) ?? 0) + net);
      if (!this.orphans.has(event.eventKey)) this.orphans.set(event.eventKey, orphan);
    }
    for (const { life, events, links } of found.lives) {
      const entry = this.lifeEntry(life);
      if (entry.loaded) continue;
      for (const event of events) entry.events.set(event.eventKey, this.meet(event));
      for (const link of links) {
        this.meet(link.event);
        this.learnLink(link);
      }
    }
    for (const link of found.links) this.learnLink(link);
  }

  /** Says that these were asked for, so that what was not answered is known not to be. */
  asked({ keys, waiting, lives }: Need): void {
    for (const { id } of keys) this.keyEntry(id);
    for (const { id } of waiting) this.waitsKnown.add(id);
    for (const life of lives) this.lifeEntry(life).loaded = true;
  }

  knowsKey = (keyId: string): boolean => this.keys.has(keyId);
  knowsWaiting = (keyId: string): boolean => this.waitsKnown.has(keyId);
  knowsLife = (life: bigint): boolean => this.lives.get(life)?.loaded === true || this.minted.has(life);

  /** Lives that a key is stored on. */
  holdings(keyId: string): ReadonlyMap<bigint, Readonly<Holding>> {
    return this.keyEntry(keyId).holdings;
  }

  /** Lives that a key was on once. */
  formerly(keyId: string): ReadonlySet<bigint> {
    return this.keyEntry(keyId).former;
  }

  /** The role that a key's namespace gives it, cut or not. */
  declaredRole(key: StitchKey): KeyRole {
    return this.rules.roleOf(key.namespace);
  }

  /** Why a key has turned shared; null if it has not. A cut key has not: it joins nothing anyway. */
  turned(keyId: string): ConflictReason | null {
    const entry = this.keys.get(keyId);
    if (!entry || entry.cuts > 0) return null;
    for (const [reason, net] of entry.conflicts) if (net > 0) return reason;
    return null;
  }

  /** Keys of an event that are looked up: all but weak ones, which join nothing and may be on countless lives. */
  lookedUp({ keys, links }: StitchEvent): StitchKey[] {
    const found: StitchKey[] = [];
    for (const given of keys) {
      const key = this.rules.meant(given);
      if (this.rules.roleOf(key.namespace) !== 'weak') found.push(key);
    }
    for (const { key } of links) found.push(this.rules.meant(key));
    return found;
  }

  /** Lives whose ids an event quotes as correlation ids. */
  livesQuoted({ keys, links }: StitchEvent): bigint[] {
    const lives: bigint[] = [];
    for (const { key } of [...links, ...keys.map((key) => ({ key }))]) {
      const life = lifeQuoted(key);
      if (life !== null) lives.push(life);
    }
    return lives;
  }

  /** Finds out what the lives' ids that an event quotes stand for; those lives must be known. */
  understand({ keys, links }: StitchEvent): void {
    for (const { key } of [...links, ...keys.map((key) => ({ key }))]) {
      const life = lifeQuoted(key);
      if (life === null || this.quoted.has(key.id)) continue;
      const linked = [...this.linksAt(life).keys()].map((at) => this.events.get(at) as StitchEvent);
      const meant = keyQuoted(life, [...this.eventsAt(life), ...linked], this.rules, this.mint);
      if (meant) this.quoted.set(key.id, meant);
    }
  }

  /** Whether any life carries the key on an event, rather than by what hangs together with it. */
  isCarried({ id }: StitchKey): boolean {
    for (const { direct } of this.holdings(id).values()) if (direct > 0) return true;
    return false;
  }

  conflictNets(keyId: string): ReadonlyMap<ConflictReason, number> {
    return this.keyEntry(keyId).conflicts;
  }

  /** A person's cut, or its taking back; true if that changes what the key joins. */
  cut(key: StitchKey, by: number): boolean {
    const entry = this.keyEntry(key.id);
    const before = entry.cuts > 0;
    entry.cuts += by;
    const role = this.declaredRole(key);
    return before !== entry.cuts > 0 && (role === 'identity' || role === 'part');
  }

  eventsAt(life: bigint): Iterable<StoredStitchEvent> {
    return this.lives.get(life)?.events.values() ?? [];
  }

  linksAt(life: bigint): ReadonlyMap<bigint, LinkState> {
    return this.lifeEntry(life).links;
  }

  waitingOf(keyId: string): ReadonlyMap<bigint, number> {
    return this.waitingUnder(keyId);
  }

  isOrphan(eventKey: bigint): boolean {
    return (this.orphans.get(eventKey) ?? 0) > 0;
  }

  /** The event is stored under `home` (0n: under none). */
  place(event: StitchEvent, home: bigint): void {
    const stored = this.meet({ ...event, home });
    if (home !== 0n) this.lifeEntry(home).events.set(event.eventKey, stored);
    this.rows.home(event.eventKey, home);
  }

  /** Adds the key to a life where it is not yet known there; each use of a key with a validity is noted. */
  hold(key: StitchKey, life: bigint, event: StitchEvent): void {
    const held = this.keyEntry(key.id).holdings.get(life);
    const dated = this.rules.validityOf(key.namespace) > 0;
    if (held && held.direct > 0 && !(dated && !held.times.has(event.occurredAt))) return;
    this.changeHolding(key, life, event, 1, false);
  }

  /** Adds rows (by > 0) of a key on a life or takes rows back (by < 0). */
  changeHolding(key: StitchKey, life: bigint, event: StitchEvent, by: number, derived: boolean): void {
    const { holdings, debts } = this.keyEntry(key.id);
    const debt = by > 0 ? (debts.get(`${life}:${derived}`) ?? 0) : 0;
    if (debt > 0) debts.delete(`${life}:${derived}`);
    const held = holdings.get(life) ?? { direct: 0, derived: 0, times: new Set<number>() };
    holdings.set(life, held);
    if (derived) held.derived += by;
    else held.direct += by;
    if (held.direct <= 0) held.times.clear();
    else if (by > 0) held.times.add(event.occurredAt);
    if (held.direct === 0 && held.derived === 0) holdings.delete(life);
    this.rows.key(key, life, derived ? 'shared' : this.declaredRole(key), event, by + debt);
  }

  changeConflict(key: StitchKey, reason: ConflictReason, lives: bigint[], event: bigint, by: number): void {
    const { conflicts } = this.keyEntry(key.id);
    conflicts.set(reason, (conflicts.get(reason) ?? 0) + by);
    this.rows.conflict(key, reason, lives, event, by);
  }

  /** Changes the sum of an event's links to a life; on its home, −1 takes it out. */
  link(event: StoredStitchEvent, life: bigint, why: StitchKey | null, by: number, share = ''): void {
    const { links } = this.lifeEntry(life);
    const known = links.get(event.eventKey);
    const key = why ?? NO_KEY;
    this.noteLinked(event.eventKey, life);
    links.set(event.eventKey, {
      life,
      eventKey: event.eventKey,
      net: (known?.net ?? 0) + by,
      why: by > 0 || !known ? key : known.why,
    });
    this.rows.link(event, life, key, share, by);
  }

  linkNet(eventKey: bigint, life: bigint): number {
    return this.lives.get(life)?.links.get(eventKey)?.net ?? 0;
  }

  /** Lives that the event is linked to, as far as is known. */
  livesLinkedTo(eventKey: bigint): readonly bigint[] {
    return [...(this.linkedTo.get(eventKey) ?? [])].filter((life) => this.linkNet(eventKey, life) > 0);
  }

  linkCases(loser: bigint, survivor: bigint, why: StitchKey | null, event: bigint, by: number): void {
    this.cases.change(loser, survivor, why ?? NO_KEY, by);
    this.rows.caseLink(loser, survivor, why ?? NO_KEY, event, by);
  }

  /** The event waits under a key for lives that hold it, or waits no more. */
  wait(event: StoredStitchEvent, key: StitchKey, by: number): void {
    const waiting = this.waitingUnder(key.id);
    waiting.set(event.eventKey, (waiting.get(event.eventKey) ?? 0) + by);
    this.rows.waiting(event, key, by);
  }

  /** Puts an event into the orphan queue or takes it out; nothing happens if it is there or not there already. */
  setOrphan(event: StitchEvent, orphan: boolean): void {
    const net = this.orphans.get(event.eventKey) ?? 0;
    const by = (orphan ? 1 : 0) - net;
    if (by === 0) return;
    this.orphans.set(event.eventKey, net + by);
    this.rows.orphan(event, by);
  }

  /** The event as it is known, with its home. */
  meet(event: StoredStitchEvent): StoredStitchEvent {
    const known = this.events.get(event.eventKey);
    if (known) return known;
    this.events.set(event.eventKey, event);
    return event;
  }

  private learnKey({ key, rows, cuts, conflicts }: KeyState): void {
    if (this.keys.has(key.id)) return;
    const entry = this.keyEntry(key.id);
    entry.cuts = cuts;
    for (const { reason, net } of conflicts) entry.conflicts.set(reason, net);
    const role = this.declaredRole(key);
    const joins = role === 'identity' || role === 'part';
    for (const { life, role: as, net, times } of rows) {
      // A joining key stored as shared is on the life only because it hangs together with keys of its events.
      const derived = joins && as === 'shared';
      if (net <= 0) {
        entry.former.add(life);
        if (net < 0) entry.debts.set(`${life}:${derived}`, -net);
        continue;
      }
      const held = entry.holdings.get(life) ?? { direct: 0, derived: 0, times: new Set<number>() };
      entry.holdings.set(life, held);
      if (derived) held.derived += net;
      else {
        held.direct += net;
        for (const time of times) held.times.add(time);
      }
    }
  }

  private learnLink(link: LinkState): void {
    const id = `${link.life}:${link.eventKey}`;
    if (this.linksKnown.has(id)) return;
    this.linksKnown.add(id);
    const { links } = this.lifeEntry(link.life);
    this.noteLinked(link.eventKey, link.life);
    const net = link.net + (links.get(link.eventKey)?.net ?? 0);
    links.set(link.eventKey, { ...link, net });
  }

  private noteLinked(eventKey: bigint, life: bigint): void {
    const lives = this.linkedTo.get(eventKey);
    if (lives) lives.add(life);
    else this.linkedTo.set(eventKey, new Set([life]));
  }

  private keyEntry(id: string): KeyEntry {
    let entry = this.keys.get(id);
    if (!entry) {
      entry = { holdings: new Map(), debts: new Map(), former: new Set(), cuts: 0, conflicts: new Map() };
      this.keys.set(id, entry);
    }
    return entry;
  }

  private lifeEntry(life: bigint): LifeEntry {
    let entry = this.lives.get(life);
    if (!entry) {
      entry = { loaded: false, events: new Map(), links: new Map() };
      this.lives.set(life, entry);
    }
    return entry;
  }

  private waitingUnder(keyId: string): Map<bigint, number> {
    let waiting = this.waits.get(keyId);
    if (!waiting) {
      waiting = new Map();
      this.waits.set(keyId, waiting);
    }
    return waiting;
  }
}

/** Stands where no key is the reason. */
export const NO_KEY: StitchKey = { id: '\0\0', namespace: '', scope: '', value: '' };
