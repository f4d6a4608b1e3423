import type { ClockLife, Health, LineLife, Progress, ShipmentLife } from '@throughline/contracts';
import { formatDecimal, formatMoney, parseDecimal } from '../money.ts';
import { type Fact, saidOf } from './facts.ts';
import { blocksLine, type HoldSpan } from './holds.ts';
import { isPartial, type LineState, max0, wanted } from './lines.ts';
import { further, isFinal, milestonesOf, progressOf } from './progress.ts';
import { hasArrived, hasShipped, type ShipmentFacts } from './shipments.ts';

/** Furthest milestone that concerns a line: facts that name it (or its parent), and facts that name no line at all. */
const lineProgress = (
  line: LineState,
  counting: readonly Fact[],
  shipments: readonly ShipmentFacts[],
): Progress | null => {
  let progress: Progress | null = null;
  const concerns = (fact: Fact): boolean =>
    fact.lines.length === 0 ||
    fact.lines.some((said) => said.line === line.line || said.line === line.said.parentLine);
  for (const fact of counting) {
    if (!fact.type.startsWith('shipment.') && concerns(fact))
      progress = further(progress, progressOf(fact.type) ?? null);
  }
  for (const shipment of shipments) {
    if (shipment.trouble?.kind === 'voided') continue;
    const parent = line.said.parentLine;
    const carries =
      line.shipments.has(shipment.id) ||
      (parent !== undefined && shipment.listed.has(parent)) ||
      (shipment.listed.size === 0 && !hasShipped(shipment) && shipment.facts.some(concerns));
    if (carries) progress = further(progress, shipment.progress);
  }
  return progress;
};

/** Health of what a set of clocks watches: only open clocks speak; where none watches something open, nobody knows. */
export const healthOf = (clocks: readonly ClockLife[], progress: Progress | null): Health => {
  const states = new Set(clocks.filter(({ open }) => open).map(({ state }) => state));
  if (states.has('breached')) return 'breached';
  if (states.has('at_risk')) return 'at_risk';
  if (isFinal(progress)) return 'on_track';
  return states.has('unknown') || states.size === 0 ? 'unknown' : 'on_track';
};

/** The line as answers carry it. */
export const lineLife = (
  line: LineState,
  counting: readonly Fact[],
  shipments: readonly ShipmentFacts[],
  holds: readonly HoldSpan[],
  clocks: readonly ClockLife[],
): LineLife => {
  const goal = wanted(line);
  const gone = line.ordered !== null && line.ordered > 0n && line.cancelled >= line.ordered;
  const progress = gone ? 'cancelled' : lineProgress(line, counting, shipments);
  const watching = clocks.filter((clock) => clock.line === null || clock.line === line.line);
  return {
    line: line.line,
    parentLine: line.said.parentLine ?? null,
    sku: line.said.sku ?? null,
    name: line.said.name ?? null,
    uom: line.said.uom ?? null,
    ordered: line.ordered === null ? null : formatDecimal(line.ordered),
    shipped: formatDecimal(line.shipped),
    delivered: formatDecimal(line.delivered),
    shorted: formatDecimal(line.shorted),
    cancelled: formatDecimal(line.cancelled),
    returned: formatDecimal(line.returned),
    refunded: formatDecimal(line.refunded),
    toShip: goal === null ? null : formatDecimal(max0(goal - line.shipped)),
    progress,
    partial: isPartial(line, progress),
    health: healthOf(watching, progress),
    blocked: holds.some((span) => blocksLine(span, line.line)),
    shipments: [...line.shipments].map(([shipment, quantity]) => ({
      shipment,
      quantity: formatDecimal(quantity),
    })),
    amounts: (line.said.amounts ?? []).map((amount) => ({
      component: amount.component,
      tender: amount.tender ?? null,
      basis: amount.basis,
      currency: amount.currency,
      amount: formatMoney(parseDecimal(amount.amount), amount.currency),
    })),
  };
};

/** Whether something of the order is behind its `progress`. */
export const orderIsPartial = (
  progress: Progress | null,
  lines: readonly LineLife[],
  shipments: readonly ShipmentFacts[],
): boolean => {
  if (progress === 'closed' || progress === 'cancelled') return false;
  const wantedLines = lines.filter((line) => line.progress !== 'cancelled' && line.ordered !== null);
  if (wantedLines.length > 0) return wantedLines.some((line) => line.partial || line.progress !== progress);
  const live = shipments.filter((shipment) => shipment.trouble?.kind !== 'voided');
  if (progress === 'shipped') return !live.every(hasShipped);
  if (progress === 'delivered') return !live.every(hasArrived);
  return false;
};

/** The shipment as answers carry it. */
export const shipmentLife = (shipment: ShipmentFacts, lines: readonly LineState[]): ShipmentLife => {
  const attribute = (name: string): string | null =>
    shipment.facts.find((fact) => fact.event.data.attributes[name])?.event.data.attributes[name] ?? null;
  const implied = shipment.listed.size === 0;
  const carried = implied
    ? lines.flatMap((line) => {
        const quantity = line.shipments.get(shipment.id);
        return quantity === undefined ? [] : [{ line: line.line, sku: line.said.sku ?? null, quantity }];
      })
    : [...shipment.listed].map(([line, quantity]) => ({
        line,
        sku: shipment.skus.get(line) ?? null,
        quantity,
      }));
  return {
    id: shipment.id,
    ids: shipment.ids,
    sources: [...new Set(shipment.facts.map(({ source }) => source))],
    progress: shipment.progress,
    trouble: shipment.trouble && { kind: shipment.trouble.kind, fact: saidOf(shipment.trouble.fact) },
    carrier: attribute('carrier'),
    node: attribute('node'),
    milestones: milestonesOf(shipment.first),
    notified: shipment.notified && saidOf(shipment.notified),
    lines: carried.map(({ line, sku, quantity }) => ({ line, sku, quantity: formatDecimal(quantity) })),
    implied,
  };
};
