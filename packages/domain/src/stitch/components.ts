import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type { NodeOf, Reading } from './reading.ts';
import type { ConflictReason } from './state.ts';
import { Groups, UnionFind } from './union-find.ts';

/**
 * What lies beyond the evidence at hand, where it is not all there is: part keys known to have turned shared,
 * and identity keys known to name lives that were not brought along.
 */
export type Beyond = {
  readonly turned: ReadonlyMap<string, ConflictReason>;
  /** Identity key → the life it names. */
  readonly named: ReadonlyMap<string, bigint>;
  /** Shared or turned key → lives outside that hold it. */
  readonly holders: ReadonlyMap<string, readonly bigint[]>;
};

/** Part keys that hang together through events that name no order. */
type Cluster = {
  readonly id: number;
  readonly touches: Set<number>;
  reason: ConflictReason | null;
};

/** How keys fall into lives. Orders are groups of identity keys; lives are numbered from 0. */
export type Components = {
  /** The order that an identity key names; undefined for any other key. */
  readonly orderOf: (keyId: string) => number | undefined;
  /** Orders with their identity keys. */
  readonly orders: ReadonlyMap<number, readonly StitchKey[]>;
  readonly lifeOfOrder: (order: number) => number;
  /** The life that a part key belongs to, or why it turned shared and which orders it touches. */
  readonly lifeOfPart: (node: string) => number | null;
  readonly turned: (
    node: string,
  ) => { readonly reason: ConflictReason; readonly touches: ReadonlySet<number> } | null;
  readonly lives: number;
};

const JOINS: ConflictReason = 'joins different orders';
const NAMED: ConflictReason = 'named with several orders';

/** Joins keys into orders and lives (see docs/decisions/0004-stitching.md for the rules in words). */
export function componentsOf(
  readings: readonly Reading<StitchEvent>[],
  nodeOf: NodeOf,
  beyond: Beyond,
): Components {
  const { orders: orderGroups, keys } = groupOrders(readings, beyond);
  const orders = new Map<number, StitchKey[]>();
  for (const [id, order] of orderGroups.entries()) {
    const key = keys.get(id) as StitchKey;
    const known = orders.get(order);
    if (known) known.push(key);
    else orders.set(order, [key]);
  }
  const { parts, clusters } = groupParts(readings, nodeOf, orderGroups, beyond);
  turnJoinersOfConflicts(clusters, orders);

  const joined = new Groups();
  for (const order of orders.keys()) joined.add(`o${order}`);
  for (const { id, touches, reason } of clusters.values()) {
    if (reason === null) joined.join([`c${id}`, ...[...touches].map((order) => `o${order}`)]);
  }
  const numbers = new Map<number, number>();
  for (const [, group] of joined.entries()) if (!numbers.has(group)) numbers.set(group, numbers.size);
  const numberOf = (id: string): number => numbers.get(joined.of(id)) as number;
  const clusterOf = (node: string): Cluster => clusters.get(parts.of(node)) as Cluster;

  return {
    orderOf: (keyId) => orderGroups.find(keyId),
    orders,
    lifeOfOrder: (order) => numberOf(`o${order}`),
    lifeOfPart(node) {
      const { id, reason } = clusterOf(node);
      return reason === null ? numberOf(`c${id}`) : null;
    },
    turned(node) {
      const { reason, touches } = clusterOf(node);
      return reason === null ? null : { reason, touches };
    },
    lives: numbers.size,
  };
}

function groupOrders(readings: readonly Reading[], beyond: Beyond) {
  const orders = new Groups();
  const keys = new Map<string, StitchKey>();
  const note = (key: StitchKey) => {
    orders.add(key.id);
    keys.set(key.id, key);
  };
  for (const { identity, names, relates } of readings) {
    for (const key of identity) note(key);
    orders.join(identity.map(({ id }) => id));
    for (const { key } of names) note(key);
    for (const { key } of relates) note(key);
  }
  // Keys that name one life elsewhere are one order here too.
  const byLife = Map.groupBy(
    [...beyond.named].filter(([id]) => keys.has(id)),
    ([, life]) => life,
  );
  for (const same of byLife.values()) orders.join(same.map(([id]) => id));
  return { orders, keys };
}

function groupParts(readings: readonly Reading[], nodeOf: NodeOf, orders: Groups, beyond: Beyond) {
  const parts = new Groups();
  for (const { event, identity, names, parts: keys } of readings) {
    const nodes = keys.map((key) => nodeOf(key, event.occurredAt));
    if (identity.length === 0 && names.length === 0) parts.join(nodes);
    else for (const node of nodes) parts.add(node);
  }
  const clusters = new Map<number, Cluster>();
  for (const [node, id] of parts.entries()) {
    const cluster = clusters.get(id) ?? { id, touches: new Set(), reason: null };
    clusters.set(id, cluster);
    const known = beyond.turned.get(node);
    if (known && cluster.reason !== NAMED) cluster.reason = known;
  }
  for (const { event, identity, names, parts: keys } of readings) {
    const touched = new Set([...identity, ...names.map(({ key }) => key)].map(({ id }) => orders.of(id)));
    for (const key of keys) {
      const cluster = clusters.get(parts.of(nodeOf(key, event.occurredAt))) as Cluster;
      for (const order of touched) cluster.touches.add(order);
      // One event that tells of several orders tells that this piece is theirs together.
      if (touched.size > 1) cluster.reason = NAMED;
    }
  }
  return { parts, clusters };
}

/** Where part keys would make one life of different values of one identity namespace, all that join there turn. */
function turnJoinersOfConflicts(
  clusters: ReadonlyMap<number, Cluster>,
  orders: ReadonlyMap<number, readonly StitchKey[]>,
): void {
  const whole = new UnionFind();
  const index = new Map<number, number>();
  for (const order of orders.keys()) index.set(order, whole.add());
  const at = (order: number): number => index.get(order) as number;
  const joiners = [...clusters.values()].filter(({ reason }) => reason !== NAMED);
  for (const { touches } of joiners) {
    const [first, ...rest] = touches;
    if (first !== undefined) for (const order of rest) whole.union(at(first), at(order));
  }
  const inConflict = new Set<number>();
  for (const { reason, touches } of joiners) {
    if (reason === JOINS) for (const order of touches) inConflict.add(whole.find(at(order)));
  }
  const firstWith = new Map<string, number>();
  for (const [order, keys] of orders) {
    const root = whole.find(at(order));
    for (const { namespace, scope } of keys) {
      const slot = `${root}\0${namespace}\0${scope}`;
      const other = firstWith.get(slot);
      if (other === undefined) firstWith.set(slot, order);
      else if (other !== order) inConflict.add(root);
    }
  }
  for (const cluster of joiners) {
    const [first] = cluster.touches;
    if (cluster.touches.size > 1 && first !== undefined && inConflict.has(whole.find(at(first))))
      cluster.reason = JOINS;
  }
}
