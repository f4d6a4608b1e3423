import type { AuthorityDomain } from '@throughline/contracts';
import { formatDecimal, formatMoney, parseDecimal } from '../money.ts';
import type { Fact } from './facts.ts';
import { entriesOf, stageOf } from './ledger.ts';
import { progressOf } from './progress.ts';
import type { ShipmentFacts } from './shipments.ts';

/** What one system last said about one thing that another may know better; since when it says so. */
export type Claim = {
  domain: AuthorityDomain;
  object: string | null;
  source: string;
  value: string;
  fact: Fact;
};

const STATES_ORDER: ReadonlySet<string> = new Set([
  'order.created',
  'order.edited',
  'order.accepted',
  'order.routed',
]);
const MOVES_SHIPMENT: ReadonlySet<string> = new Set([
  'shipment.confirmed',
  'shipment.in_transit',
  'shipment.delivered',
]);

const CANCELS: ReadonlySet<string> = new Set(['order.cancelled', 'fulfillment.cancelled']);

/**
 * Domains in which a source that sends these event types can be missed when it is silent: for `policy.speaks`. A shop
 * that never reports shipments is no follower there, so its silence says nothing.
 */
export const domainsSpoken = (types: readonly string[]): AuthorityDomain[] => {
  const domains: AuthorityDomain[] = [];
  if (types.some((type) => MOVES_SHIPMENT.has(type) || type === 'shipment.notified')) domains.push('ship');
  if (types.some((type) => CANCELS.has(type))) domains.push('capture');
  return domains;
};

/** Everything that the systems of a life say about the same things. */
export const claimsOf = (counting: readonly Fact[], shipments: readonly ShipmentFacts[]): Claim[] => [
  ...orderClaims(counting),
  ...cancelClaims(counting),
  ...moneyClaims(counting),
  ...shipments.flatMap(shipmentClaims),
];

const keep = (claims: Map<string, Claim>, claim: Claim): void => {
  const name = `${claim.domain} ${claim.object} ${claim.source}`;
  // Saying the same again does not begin a new claim.
  if (claims.get(name)?.value !== claim.value) claims.set(name, claim);
};

const orderClaims = (counting: readonly Fact[]): Iterable<Claim> => {
  const claims = new Map<string, Claim>();
  for (const fact of counting) {
    const { source } = fact;
    if (fact.event.revision !== undefined) {
      keep(claims, { domain: 'capture', object: 'revision', source, value: fact.event.revision, fact });
    }
    if (!STATES_ORDER.has(fact.type)) continue;
    for (const line of fact.lines) {
      const value = formatDecimal(parseDecimal(line.quantity));
      keep(claims, { domain: 'capture', object: `line ${line.line}`, source, value, fact });
    }
    for (const [currency, total] of totals(fact)) {
      keep(claims, { domain: 'price', object: currency, source, value: formatMoney(total, currency), fact });
    }
  }
  return claims.values();
};

const totals = (fact: Fact, withStoredValue = true): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const entry of entriesOf(fact)) {
    if (entry.basis !== 'shop' || (!withStoredValue && entry.component === 'stored_value')) continue;
    sums.set(entry.currency, (sums.get(entry.currency) ?? 0n) + entry.micros);
  }
  return sums;
};

/** A system that goes on with an order after another cancelled it says that it lives. */
const cancelClaims = (counting: readonly Fact[]): Claim[] => {
  const first = counting.findIndex((fact) => fact.type === 'order.cancelled');
  if (first < 0) return [];
  const claims = new Map<string, Claim>();
  for (const fact of counting.slice(first)) {
    const cancels = CANCELS.has(fact.type);
    if (!cancels && !progressOf(fact.type)) continue;
    if (fact.type === 'order.closed' || fact.kind === 'psp') continue;
    const value = cancels ? 'cancelled' : fact.type;
    keep(claims, { domain: 'capture', object: null, source: fact.source, value, fact });
  }
  return [...claims.values()];
};

const moneyClaims = (counting: readonly Fact[]): Claim[] => {
  const sums = new Map<string, { micros: bigint; claim: Claim }>();
  for (const fact of counting) {
    const stage = stageOf(fact);
    if (stage !== 'captured' && stage !== 'refunded') continue;
    const domain = stage === 'captured' ? 'payment' : 'refund';
    for (const [currency, total] of totals(fact, false)) {
      const name = `${domain} ${currency} ${fact.kind}`;
      const micros = (sums.get(name)?.micros ?? 0n) + total;
      const value = formatMoney(micros, currency);
      sums.set(name, { micros, claim: { domain, object: currency, source: fact.source, value, fact } });
    }
  }
  return [...sums.values()].map(({ claim }) => claim);
};

/** The shop counts as told by whoever told it. */
const shipmentClaims = (shipment: ShipmentFacts): Claim[] => {
  const claims = new Map<string, Claim>();
  const object = shipment.id;
  for (const fact of shipment.facts) {
    const { source, type } = fact;
    if (type === 'shipment.voided') keep(claims, { domain: 'ship', object, source, value: 'voided', fact });
    const tells = MOVES_SHIPMENT.has(type) || (type === 'shipment.notified' && fact.kind === 'commerce');
    if (tells) keep(claims, { domain: 'ship', object, source, value: 'shipped', fact });
  }
  return [...claims.values()];
};
