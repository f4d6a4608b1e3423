import type { KeyRole } from '@throughline/contracts';
import { Cases } from './cases.ts';
import type { StitchEvent } from './event.ts';
import { KeyBook } from './key-book.ts';
import { CORRELATION, type Namespaces, type StitchKey } from './keys.ts';
import type { Mint } from './mint.ts';
import { keyQuoted, lifeQuoted } from './quotes.ts';
import type { Rules } from './reading.ts';
import { Rows } from './rows.ts';
import type { Found, LinkState, Need, StoredStitchEvent } from './state.ts';

type LifeEntry = {
  loaded: boolean;
  events: Map<bigint, StoredStitchEvent>;
  links: Map<bigint, LinkState> | null;
};
const NO_LINKS: ReadonlyMap<bigint, LinkState> = new Map();
const NONE_WAIT: ReadonlyMap<bigint, number> = new Map();
/** Stands where no key is the reason. */
export const NO_KEY: StitchKey = { id: '\0\0', namespace: '', scope: '', value: '' };

/**
 * What is known while a batch is stitched: what the store answered, and on top of it what the batch changed. Every
 * change is made here, and noted as a row of the delta.
 */
export class Ledger {
  readonly rows = new Rows();
  readonly keys: KeyBook;
  readonly cases: Cases;
  readonly rules: Rules;
  readonly mint: Mint;
  /** Lives minted by this batch, and whether an identity key names them. */
  readonly minted = new Map<bigint, { named: boolean }>();
  /** Every event met, with where it is stored, by event key. */
  readonly events = new Map<bigint, StoredStitchEvent>();
  private readonly quoted = new Map<string, StitchKey>();
  private readonly lives = new Map<bigint, LifeEntry>();
  private readonly waits = new Map<string, Map<bigint, number>>();
  private readonly waitsKnown = new Set<string>();
  private readonly orphans = new Map<bigint, number>();
  private readonly linksKnown = new Set<string>();
  private readonly linkedTo = new Map<bigint, Set<bigint>>();

  constructor(namespaces: Namespaces, mint: Mint) {
    this.mint = mint;
    this.keys = new KeyBook(namespaces, this.rows);
    this.cases = new Cases(({ namespace }) => namespaces.roleOf(namespace) === 'identity');
    const { quoted } = this;
    const meant = (key: StitchKey): StitchKey => (quoted.size === 0 ? key : (quoted.get(key.id) ?? key));
    this.rules = { ...namespaces, isCut: this.keys.isCut, meant };
  }

  /** Takes answers of the store over; what is known already is not counted twice. */
  learn(found: Found): void {
    for (const link of found.caseLinks) this.cases.learn(link);
    for (const state of found.keys) this.keys.learn(state);
    for (const { key, event, net, orphan } of found.waiting) {
      if (this.waitsKnown.has(key.id)) continue;
      this.meet(event);
      this.addWaiting(key.id, event.eventKey, net);
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
    for (const { id } of keys) this.keys.asked(id);
    for (const { id } of waiting) this.waitsKnown.add(id);
    for (const life of lives) this.lifeEntry(life).loaded = true;
  }

  knowsWaiting = (keyId: string): boolean => this.waitsKnown.has(keyId);
  knowsLife = (life: bigint): boolean => this.lives.get(life)?.loaded === true || this.minted.has(life);

  /** The role that a key's namespace gives it, cut or not. */
  declaredRole = (key: StitchKey): KeyRole => this.rules.roleOf(key.namespace);

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
  livesQuoted(event: StitchEvent): bigint[] {
    return correlationsOf(event).flatMap((key) => lifeQuoted(key) ?? []);
  }

  /** Finds out what the lives' ids that an event quotes stand for; those lives must be known. */
  understand(event: StitchEvent): void {
    for (const key of correlationsOf(event)) {
      const life = lifeQuoted(key);
      if (life === null || this.quoted.has(key.id)) continue;
      const linked = [...this.linksAt(life).keys()].map((at) => this.events.get(at) as StitchEvent);
      const meant = keyQuoted(life, [...this.eventsAt(life), ...linked], this.rules, this.mint);
      if (meant) this.quoted.set(key.id, meant);
    }
  }

  /** Whether any life carries the key on an event, rather than by what hangs together with it. */
  isCarried({ id }: StitchKey): boolean {
    for (const { direct } of this.keys.holdings(id).values()) if (direct > 0) return true;
    return false;
  }

  eventsAt(life: bigint): Iterable<StoredStitchEvent> {
    return this.lives.get(life)?.events.values() ?? [];
  }

  /** Events that are or were linked to a life, or taken out of it as their home. */
  linksAt(life: bigint): ReadonlyMap<bigint, LinkState> {
    return this.lives.get(life)?.links ?? NO_LINKS;
  }

  /** Sums of signs of the events that wait or waited under a key. */
  waitingOf(keyId: string): ReadonlyMap<bigint, number> {
    return this.waits.get(keyId) ?? NONE_WAIT;
  }

  linkNet(eventKey: bigint, life: bigint): number {
    return this.linksAt(life).get(eventKey)?.net ?? 0;
  }

  /** Lives that the event is linked to, as far as is known. */
  livesLinkedTo(eventKey: bigint): readonly bigint[] {
    return [...(this.linkedTo.get(eventKey) ?? [])].filter((life) => this.linkNet(eventKey, life) > 0);
  }

  /** The event is stored under `home` (0n: under none). */
  place(event: StitchEvent, home: bigint): void {
    const stored = this.meet({ ...event, home });
    if (home !== 0n) this.lifeEntry(home).events.set(event.eventKey, stored);
    this.rows.home(event.eventKey, home);
  }

  /** Changes the sum of an event's links to a life; on its home, −1 takes it out. */
  link(event: StoredStitchEvent, life: bigint, why: StitchKey | null, by: number, share = ''): void {
    if (by === 0) return;
    const { eventKey } = event;
    const known = this.linksAt(life).get(eventKey);
    const key = why ?? NO_KEY;
    const reason = by > 0 || !known ? key : known.why;
    this.setLink({ life, eventKey, net: (known?.net ?? 0) + by, why: reason });
    this.rows.link(event, life, key, share, by);
  }

  /** Changes the sum of signs of a join of two lives. */
  linkCases(loser: bigint, survivor: bigint, why: StitchKey, event: bigint, by: number): void {
    this.cases.change(loser, survivor, why, by);
    this.rows.caseLink(loser, survivor, why, event, by);
  }

  /** The event waits under a key for lives that hold it, or waits no more. */
  wait(event: StoredStitchEvent, key: StitchKey, by: number): void {
    this.addWaiting(key.id, event.eventKey, by);
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

  private meet(event: StoredStitchEvent): StoredStitchEvent {
    const known = this.events.get(event.eventKey);
    if (known) return known;
    this.events.set(event.eventKey, event);
    return event;
  }

  private learnLink(link: LinkState): void {
    const id = `${link.life}:${link.eventKey}`;
    if (this.linksKnown.has(id)) return;
    this.linksKnown.add(id);
    this.setLink({ ...link, net: link.net + this.linkNet(link.eventKey, link.life) });
  }

  private setLink(link: LinkState): void {
    const entry = this.lifeEntry(link.life);
    entry.links ??= new Map();
    entry.links.set(link.eventKey, link);
    const lives = this.linkedTo.get(link.eventKey);
    if (lives) lives.add(link.life);
    else this.linkedTo.set(link.eventKey, new Set([link.life]));
  }

  private addWaiting(keyId: string, eventKey: bigint, by: number): void {
    let waiting = this.waits.get(keyId);
    if (!waiting) {
      waiting = new Map();
      this.waits.set(keyId, waiting);
    }
    waiting.set(eventKey, (waiting.get(eventKey) ?? 0) + by);
  }

  private lifeEntry(life: bigint): LifeEntry {
    let entry = this.lives.get(life);
    if (!entry) {
      entry = { loaded: false, events: new Map(), links: null };
      this.lives.set(life, entry);
    }
    return entry;
  }
}

const correlationsOf = ({ keys, links }: StitchEvent): StitchKey[] => {
  const found = keys.filter(({ namespace }) => namespace === CORRELATION);
  for (const { key } of links) found.push(key);
  return found;
};
