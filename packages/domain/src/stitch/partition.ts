import { type Beyond, type Components, componentsOf } from './components.ts';
import type { StitchEvent } from './event.ts';
import { Holdings } from './holdings.ts';
import type { StitchKey } from './keys.ts';
import { emptyLife, type Life, type Why } from './life.ts';
import { type NodeOf, nodesOf, type Reading, type Rules, read } from './reading.ts';
import type { ConflictReason } from './state.ts';

/** A key that would have made one life of several orders. */
export type Conflict = {
  readonly key: StitchKey;
  readonly reason: ConflictReason;
  readonly lives: ReadonlySet<number>;
};

/** Evidence sorted into lives. Lives are referred to by their index in `lives`. */
export type Partition<E extends StitchEvent = StitchEvent> = {
  readonly lives: readonly Life[];
  readonly readings: ReadonlyMap<bigint, Reading<E>>;
  readonly components: Components;
  readonly nodeOf: NodeOf;
  /** The one life that an event is part of; events that are part of none are left out. */
  readonly lifeOf: ReadonlyMap<bigint, number>;
  readonly linksOf: ReadonlyMap<bigint, ReadonlyMap<number, Why>>;
  readonly conflicts: ReadonlyMap<string, Conflict>;
  /** Events that belong to no life. */
  readonly orphans: ReadonlySet<bigint>;
};

const NOTHING_BEYOND: Beyond = { turned: new Map(), named: new Map(), holders: new Map() };

/** The events in an order that depends on them alone. */
const byTime = (a: StitchEvent, b: StitchEvent): number =>
  a.occurredAt - b.occurredAt || (a.eventKey < b.eventKey ? -1 : a.eventKey > b.eventKey ? 1 : 0);

/**
 * Sorts a set of events into lives: the specification of stitching. The answer depends on the set alone, whatever
 * the order it comes in; lives are numbered, for their ids depend on who minted them. Of two events with one event
 * key the later in `evidence` counts. `beyond` tells of what is not in the evidence, where that is only a part.
 */
export function partition<E extends StitchEvent>(
  evidence: Iterable<E>,
  rules: Rules,
  beyond: Beyond = NOTHING_BEYOND,
): Partition<E> {
  const events = [...new Map([...evidence].map((event) => [event.eventKey, event])).values()].sort(byTime);
  const readings = new Map(events.map((event) => [event.eventKey, read(event, rules)]));
  const nodeOf = nodesOf(readings.values(), rules);
  const components = componentsOf([...readings.values()], nodeOf, beyond);
  const lives = emptyLives(components, beyond);
  const holdings = new Holdings(lives, nodeOf, beyond);
  const { orderOf, lifeOfOrder, lifeOfPart } = components;
  const lifeOf = new Map<bigint, number>();
  const linksOf = new Map<bigint, Map<number, Why>>();
  const followers: Reading<E>[] = [];

  const link = (event: E, life: number, why: Why): void => {
    const links = linksOf.get(event.eventKey) ?? new Map<number, Why>();
    linksOf.set(event.eventKey, links);
    if (lifeOf.get(event.eventKey) === life || links.has(life)) return;
    links.set(life, why);
    (lives[life] as Life).links.set(event.eventKey, why);
  };

  for (const reading of readings.values()) {
    const { event, identity, names, relates } = reading;
    const own = ownLife(reading);
    if (own !== null) {
      lifeOf.set(event.eventKey, own.life);
      (lives[own.life] as Life).members.set(event.eventKey, { ...own, share: '' });
      holdings.holdAll(own.life, reading);
    }
    for (const { key, share } of names) {
      const life = lifeOfOrder(orderOf(key.id) as number);
      link(event, life, { rule: 'named', key, share });
      holdings.holdNamed(life, key, reading);
    }
    for (const { key, share } of relates) {
      const life = lifeOfOrder(orderOf(key.id) as number);
      link(event, life, { rule: 'related', key, share });
      holdings.hold(life, key, event);
    }
    if (own === null && names.length === 0 && identity.length === 0) followers.push(reading);
  }

  function ownLife({
    event,
    identity,
    parts,
    names,
  }: Reading): (Pick<Why, 'rule' | 'key'> & { life: number }) | null {
    const [key] = identity;
    if (key) return { rule: 'identity', key, life: lifeOfOrder(orderOf(key.id) as number) };
    const [part] = parts;
    if (!part || names.length > 0) return null;
    const life = lifeOfPart(nodeOf(part, event.occurredAt));
    return life === null ? null : { rule: 'part', key: part, life };
  }

  holdings.derive(followers);
  const orphans = new Set<bigint>();
  for (const { event, parts, shared } of followers) {
    for (const [keys, rule] of [
      [parts, 'turned'],
      [shared, 'shared'],
    ] as const) {
      for (const key of keys) {
        for (const life of holdings.holders(key, event)) link(event, life, { rule, key, share: '' });
      }
    }
    if (!linksOf.get(event.eventKey)?.size) orphans.add(event.eventKey);
  }
  const conflicts = conflictsOf(readings.values(), nodeOf, components, linksOf, lifeOf);
  return { lives, readings, components, nodeOf, lifeOf, linksOf, conflicts, orphans };
}

function emptyLives({ lives, orders, lifeOfOrder }: Components, beyond: Beyond): Life[] {
  const made = Array.from({ length: lives }, () => emptyLife(null));
  for (const [order, keys] of orders) {
    const life = made[lifeOfOrder(order)] as Life;
    life.orders.push(order);
    for (const { id } of keys) life.outside ??= beyond.named.get(id) ?? null;
  }
  return made;
}

/** Turned keys with the lives that their events belong to. */
function conflictsOf(
  readings: Iterable<Reading>,
  nodeOf: NodeOf,
  { turned }: Components,
  linksOf: ReadonlyMap<bigint, ReadonlyMap<number, Why>>,
  lifeOf: ReadonlyMap<bigint, number>,
): Map<string, Conflict> {
  const conflicts = new Map<string, Conflict & { lives: Set<number> }>();
  for (const { event, parts } of readings) {
    for (const key of parts) {
      const why = turned(nodeOf(key, event.occurredAt));
      if (!why) continue;
      const conflict = conflicts.get(key.id) ?? { key, reason: why.reason, lives: new Set() };
      conflicts.set(key.id, conflict);
      const own = lifeOf.get(event.eventKey);
      if (own !== undefined) conflict.lives.add(own);
      for (const life of linksOf.get(event.eventKey)?.keys() ?? []) conflict.lives.add(life);
    }
  }
  return conflicts;
}
