import type { Beyond } from './components.ts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import { emptyLife, type Life } from './life.ts';
import type { NodeOf, Reading } from './reading.ts';
import { Groups } from './union-find.ts';

/** Which lives hold which keys. A life holds a key if an event of its own, or one that names it, carries it. */
export class Holdings {
  private readonly lives: Life[];
  private readonly nodeOf: NodeOf;
  private readonly beyond: Beyond;
  private readonly outside = new Map<bigint, number>();
  private readonly byNode = new Map<string, Set<number>>();

  /** Lives outside the evidence that hold a key are added to `lives` as they are met. */
  constructor(lives: Life[], nodeOf: NodeOf, beyond: Beyond) {
    this.lives = lives;
    this.nodeOf = nodeOf;
    this.beyond = beyond;
    lives.forEach(({ outside }, index) => {
      if (outside !== null) this.outside.set(outside, index);
    });
  }

  /** The life holds `key`, for `event` says so. */
  hold(life: number, key: StitchKey, event: StitchEvent, derived = false): void {
    this.at(this.nodeOf(key, event.occurredAt), key.id).add(life);
    const { holds } = this.lives[life] as Life;
    if (!holds.has(key.id)) holds.set(key.id, { key, event, derived });
  }

  /** The life holds every key of an event that is part of it. */
  holdAll(life: number, { event, identity, parts, shared, weak }: Reading): void {
    for (const keys of [identity, parts, shared, weak]) for (const key of keys) this.hold(life, key, event);
  }

  /** A life that the event names holds that name, and the pieces and papers that the event tells of. */
  holdNamed(life: number, name: StitchKey, { event, parts, shared }: Reading): void {
    this.hold(life, name, event);
    for (const key of parts) this.hold(life, key, event);
    for (const key of shared) this.hold(life, key, event);
  }

  /** Lives that hold a key, or the use of it at the event's time. */
  holders(key: StitchKey, event: StitchEvent): ReadonlySet<number> {
    return this.at(this.nodeOf(key, event.occurredAt), key.id);
  }

  /**
   * Turned keys that no life holds: those that hang together are held by every life that holds a key seen beside them,
   * for a carrier's scans of a box should reach the orders that the box was packed for.
   */
  derive(followers: readonly Reading[]): void {
    const unheld = new Groups();
    const beside = new Map<string, Set<number>>();
    for (const { event, parts } of followers) {
      const nodes = parts.map((key) => this.nodeOf(key, event.occurredAt));
      const empty = nodes.filter((node, at) => this.at(node, (parts[at] as StitchKey).id).size === 0);
      unheld.join(empty);
      const [first] = empty;
      if (first === undefined) continue;
      const held = beside.get(first) ?? new Set();
      beside.set(first, held);
      for (const node of nodes) for (const life of this.byNode.get(node) ?? []) held.add(life);
    }
    const ofGroup = new Map<number, Set<number>>();
    for (const [node, lives] of beside) {
      const group = unheld.of(node);
      ofGroup.set(group, new Set([...(ofGroup.get(group) ?? []), ...lives]));
    }
    const isUnheld = new Set([...unheld.entries()].map(([node]) => node));
    for (const { event, parts } of followers) {
      for (const key of parts) {
        const node = this.nodeOf(key, event.occurredAt);
        if (!isUnheld.has(node)) continue;
        for (const life of ofGroup.get(unheld.of(node)) ?? []) this.hold(life, key, event, true);
      }
    }
  }

  private at(node: string, keyId: string): Set<number> {
    const known = this.byNode.get(node);
    if (known) return known;
    const lives = new Set((this.beyond.holders.get(keyId) ?? []).map((life) => this.indexOf(life)));
    this.byNode.set(node, lives);
    return lives;
  }

  private indexOf(outside: bigint): number {
    const known = this.outside.get(outside);
    if (known !== undefined) return known;
    const index = this.lives.push(emptyLife(outside)) - 1;
    this.outside.set(outside, index);
    return index;
  }
}
