import type { Line, Progress, SystemKind } from '@throughline/contracts';
import { parseDecimal } from '../money.ts';
import type { Fact } from './facts.ts';
import { hasArrived, hasShipped, type ShipmentFacts } from './shipments.ts';

/** Millionths of pieces of one line, as far as each step has come. */
export type LineState = {
  line: string;
  said: Line;
  ordered: bigint | null;
  shipped: bigint;
  delivered: bigint;
  shorted: bigint;
  cancelled: bigint;
  returned: bigint;
  refunded: bigint;
  shipments: Map<string, bigint>;
};

const QUANTITY_OF: Readonly<Record<string, 'shorted' | 'returned' | 'refunded'>> = {
  'fulfillment.shorted': 'shorted',
  'return.received': 'returned',
  'refund.issued': 'refunded',
};
const ORDERING = new Set(['order.created', 'order.edited']);

const emptyLine = (said: Line): LineState => ({
  line: said.line,
  said,
  ordered: null,
  shipped: 0n,
  delivered: 0n,
  shorted: 0n,
  cancelled: 0n,
  returned: 0n,
  refunded: 0n,
  shipments: new Map(),
});

/** Facts that say what was ordered, by the first authority that listed anything, else by whoever did. */
export const orderingFacts = (
  counting: readonly Fact[],
  authority: readonly SystemKind[],
  tells: (fact: Fact) => boolean,
): Fact[] => {
  const ordering = counting.filter((fact) => ORDERING.has(fact.type) && tells(fact));
  const kind = authority.find((candidate) => ordering.some((fact) => fact.kind === candidate));
  if (kind) return ordering.filter((fact) => fact.kind === kind);
  return ordering.filter((fact) => fact.source === ordering[0]?.source);
};

/** Pieces still wanted: ordered less shorted and cancelled; null if nobody said how many were ordered. */
export const wanted = (line: LineState): bigint | null =>
  line.ordered === null ? null : max0(line.ordered - line.shorted - line.cancelled);

/** `value`, never below zero. */
export const max0 = (value: bigint): bigint => (value < 0n ? 0n : value);

/** Every line that the order, or anything that moved it, names; in the order of first mention. */
export const linesOf = (
  counting: readonly Fact[],
  shipments: readonly ShipmentFacts[],
  authority: readonly SystemKind[],
): LineState[] => {
  const lines = new Map<string, LineState>();
  const lineFor = (said: Line): LineState => {
    const known = lines.get(said.line);
    if (known) return known;
    const line = emptyLine(said);
    lines.set(said.line, line);
    return line;
  };
  for (const fact of orderingFacts(counting, authority, (candidate) => candidate.lines.length > 0)) {
    for (const said of fact.lines) {
      const line = lineFor(said);
      line.said = { ...line.said, ...said };
      line.ordered = parseDecimal(said.quantity);
    }
  }
  for (const fact of counting) {
    const quantity = QUANTITY_OF[fact.type];
    if (!quantity) continue;
    for (const said of fact.lines) lineFor(said)[quantity] += parseDecimal(said.quantity);
  }
  for (const shipment of shipments) {
    for (const [id, quantity] of shipment.listed) {
      const line = lineFor({ line: id, sku: shipment.skus.get(id), quantity: '0' });
      line.shipments.set(shipment.id, quantity);
      if (hasShipped(shipment)) line.shipped += quantity;
      if (hasArrived(shipment)) line.delivered += quantity;
    }
  }
  const cancelled = counting.filter((fact) => fact.type === 'order.cancelled');
  for (const said of cancelled.flatMap((fact) => fact.lines)) {
    const line = lines.get(said.line);
    if (line) line.cancelled += parseDecimal(said.quantity);
  }
  fillImplied(lines, shipments);
  if (cancelled.some((fact) => fact.lines.length === 0)) cancelWhatIsLeft(lines);
  return [...lines.values()];
};

/** A cancellation without lines takes all that has not left. */
const cancelWhatIsLeft = (lines: ReadonlyMap<string, LineState>): void => {
  for (const line of lines.values()) {
    if (line.ordered !== null) line.cancelled = max0(line.ordered - line.shipped - line.shorted);
  }
};

/** Shipments that left and listed nothing stand, together, for all that the others left. */
const fillImplied = (lines: ReadonlyMap<string, LineState>, shipments: readonly ShipmentFacts[]): void => {
  const silent = shipments.filter((shipment) => shipment.listed.size === 0 && hasShipped(shipment));
  const first = silent[0];
  if (!first) return;
  const arrived = silent.every(hasArrived);
  for (const line of lines.values()) {
    const left = max0((wanted(line) ?? 0n) - line.shipped);
    if (left === 0n) continue;
    line.shipments.set(first.id, left);
    line.shipped += left;
    if (arrived) line.delivered += left;
  }
};

/** Whether every wanted piece of every line has left, or arrived. */
export const allDone = (lines: readonly LineState[], step: 'shipped' | 'delivered'): boolean =>
  lines.every((line) => line[step] >= (wanted(line) ?? 0n));

/** Whether less than the wanted pieces of a line stand behind its `progress`. */
export const isPartial = (line: LineState, progress: Progress | null): boolean => {
  const goal = wanted(line);
  if (goal === null) return false;
  if (progress === 'shipped') return line.shipped < goal;
  if (progress === 'delivered') return line.delivered < goal;
  return false;
};
