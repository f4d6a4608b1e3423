import type { Progress, SystemKind } from '@throughline/contracts';
import { parseDecimal } from '../money.ts';
import { type Fact, objectOf } from './facts.ts';
import { firstFacts, hasReached, progressAt } from './progress.ts';

/** Facts about one shipment, by whichever of its ids each system uses. */
export type ShipmentFacts = {
  id: string;
  ids: { type: string; id: string }[];
  facts: Fact[];
  progress: Progress | null;
  first: Map<Progress, Fact>;
  trouble: { kind: 'voided' | 'returned' | 'exception'; fact: Fact } | null;
  notified: Fact | null;
  /** Millionths of pieces per line, as the best placed system listed them; empty if none did. */
  listed: Map<string, bigint>;
  skus: Map<string, string>;
};

const ID_TYPES = ['shipment', 'tracking', 'fulfillment'];
const LISTED_BY: readonly SystemKind[] = ['wms', 'oms', 'carrier', 'commerce', 'erp', 'middleware'];
const LISTED_ON = [
  'shipment.confirmed',
  'shipment.delivered',
  'shipment.packed',
  'shipment.picked',
  'shipment.notified',
];

type Group = { ids: Map<string, { type: string; id: string }>; facts: Fact[] };

const idsOf = (fact: Fact): Group['ids'] => {
  const ids: Group['ids'] = new Map();
  const shipment = objectOf(fact, 'shipment');
  if (shipment !== undefined) ids.set(`shipment ${shipment}`, { type: 'shipment', id: shipment });
  for (const key of fact.event.data.keys) {
    if (key.namespace === 'tracking') ids.set(`tracking ${key.value}`, { type: 'tracking', id: key.value });
  }
  return ids;
};

const join = (groups: Set<Group>, byId: Map<string, Group>, ids: Group['ids'], fact: Fact): void => {
  let home: Group | undefined;
  for (const name of ids.keys()) {
    const group = byId.get(name);
    if (!group || group === home) continue;
    if (!home) home = group;
    else {
      for (const [key, id] of group.ids) {
        home.ids.set(key, id);
        byId.set(key, home);
      }
      home.facts.push(...group.facts);
      groups.delete(group);
    }
  }
  home ??= { ids: new Map(), facts: [] };
  for (const [key, id] of ids) {
    home.ids.set(key, id);
    byId.set(key, home);
  }
  home.facts.push(fact);
  groups.add(home);
};

/** Shipments among facts that count, oldest first; what names no shipment belongs to the only one, else stands alone. */
export const shipmentsOf = (counting: readonly Fact[]): ShipmentFacts[] => {
  const groups = new Set<Group>();
  const byId = new Map<string, Group>();
  const byFulfillment: { id: string; fact: Fact }[] = [];
  const nameless: Fact[] = [];
  for (const fact of counting) {
    if (!fact.type.startsWith('shipment.')) continue;
    const ids = idsOf(fact);
    if (ids.size > 0) join(groups, byId, ids, fact);
    else {
      const fulfillment = objectOf(fact, 'fulfillment');
      if (fulfillment === undefined) nameless.push(fact);
      else byFulfillment.push({ id: fulfillment, fact });
    }
  }
  attachFulfillments(groups, byId, byFulfillment);
  const only = groups.size === 1 ? [...groups][0] : undefined;
  if (only) only.facts.push(...nameless);
  else if (nameless.length > 0) groups.add({ ids: new Map(), facts: nameless });
  const position = new Map(counting.map((fact, index) => [fact, index]));
  return [...groups]
    .map((group) => {
      group.facts.sort((a, b) => position.get(a)! - position.get(b)!);
      return group;
    })
    .sort((a, b) => position.get(a.facts[0]!)! - position.get(b.facts[0]!)!)
    .map(shipmentOf);
};

/** A pick that names only its fulfilment is of that fulfilment's shipment, where there is exactly one. */
const attachFulfillments = (
  groups: Set<Group>,
  byId: Map<string, Group>,
  waiting: { id: string; fact: Fact }[],
): void => {
  if (waiting.length === 0) return;
  const homes = new Map<string, Group[]>();
  for (const group of groups) {
    const named = new Set(group.facts.map((fact) => objectOf(fact, 'fulfillment')));
    for (const id of named) if (id !== undefined) homes.set(id, [...(homes.get(id) ?? []), group]);
  }
  for (const { id, fact } of waiting) {
    const home = homes.get(id);
    if (home?.length === 1) home[0]!.facts.push(fact);
    else join(groups, byId, new Map([[`fulfillment ${id}`, { type: 'fulfillment', id }]]), fact);
  }
};

const shipmentOf = (group: Group): ShipmentFacts => {
  const ids = [...group.ids.values()].sort(
    (a, b) => ID_TYPES.indexOf(a.type) - ID_TYPES.indexOf(b.type) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const { facts } = group;
  return {
    id: ids[0]?.id ?? '',
    ids,
    facts,
    progress: progressAt(facts),
    first: firstFacts(facts),
    trouble: troubleOf(facts),
    notified: facts.find((fact) => fact.type === 'shipment.notified') ?? null,
    ...listedOf(facts),
  };
};

const troubleOf = (facts: readonly Fact[]): ShipmentFacts['trouble'] => {
  const voided = facts.findLast((fact) => fact.type === 'shipment.voided');
  if (voided) return { kind: 'voided', fact: voided };
  const returned = facts.findLast((fact) => fact.type === 'shipment.returned_to_sender');
  if (returned) return { kind: 'returned', fact: returned };
  const moving = facts.findLast((fact) =>
    ['shipment.exception', 'shipment.in_transit', 'shipment.delivered'].includes(fact.type),
  );
  return moving?.type === 'shipment.exception' ? { kind: 'exception', fact: moving } : null;
};

const listedOf = (facts: readonly Fact[]): Pick<ShipmentFacts, 'listed' | 'skus'> => {
  const listed = new Map<string, bigint>();
  const skus = new Map<string, string>();
  for (const type of LISTED_ON) {
    for (const kind of LISTED_BY) {
      const telling = facts.filter(
        (fact) => fact.type === type && fact.kind === kind && fact.lines.length > 0,
      );
      const source = telling[0]?.source;
      if (source === undefined) continue;
      for (const fact of telling) {
        if (fact.source !== source) continue;
        for (const line of fact.lines) {
          listed.set(line.line, (listed.get(line.line) ?? 0n) + parseDecimal(line.quantity));
          if (line.sku) skus.set(line.line, line.sku);
        }
      }
      return { listed, skus };
    }
  }
  return { listed, skus };
};

/** Whether it left and counts as gone: not voided. */
export const hasShipped = (shipment: ShipmentFacts): boolean =>
  shipment.trouble?.kind !== 'voided' && hasReached(shipment.progress, 'shipped');
/** Whether it arrived and counts as there. */
export const hasArrived = (shipment: ShipmentFacts): boolean =>
  shipment.trouble?.kind !== 'voided' && shipment.first.has('delivered');
