import type { AuthorityDomain, Progress, PromiseKind, PromiseRole, SystemKind } from '@throughline/contracts';

/** A deadline: a promise of the order, or so long after a milestone. Our own holds pause the latter only. */
export type ClockDefinition = {
  id: string;
  name: string;
  stop: Progress;
  /** How long before due it is at risk, ms. */
  warnBefore: number;
  /** Kinds of system that report the stop: without their feeds complete past due, nothing is known. */
  reportedBy: readonly SystemKind[];
} & (
  | { start: 'promise'; promise: PromiseKind; role: PromiseRole }
  | { start: 'milestone'; milestone: Progress; within: number }
);

/** A system kind that must follow the authority of a domain, and how late it may be (ms). */
export type Following = { domain: AuthorityDomain; kind: SystemKind; within: number };

/** What the lifecycle is judged by; configuration, given as data. */
export type LifecyclePolicy = {
  /** Which kinds of system are right in each domain, best first. */
  authority: Readonly<Record<AuthorityDomain, readonly SystemKind[]>>;
  following: readonly Following[];
  /**
   * Domains that a source is known to speak of (by source name). Silence of one that never spoke of a domain is no
   * disagreement; without this, only what it said in the same life counts.
   */
  speaks?: Readonly<Record<string, readonly AuthorityDomain[]>> | undefined;
  clocks: readonly ClockDefinition[];
  /** Days after the milestone before it, after which a best-effort milestone is assumed; 0: never. */
  assumeAfterDays: number;
  /** How far each source's feed is complete, epoch ms; a source not named is complete. */
  completeThrough?: Readonly<Record<string, number>> | undefined;
};

const HOUR = 3_600_000;

/** The default policy: the design's authority map, the customer's promises as clocks, delivery assumed after 30 days. */
export const DEFAULT_POLICY: LifecyclePolicy = {
  authority: {
    capture: ['commerce'],
    price: ['commerce'],
    product: ['commerce'],
    sourcing: ['oms'],
    reservation: ['oms'],
    fulfillment: ['oms'],
    stock: ['wms'],
    pick: ['wms'],
    pack: ['wms'],
    ship: ['wms'],
    movement: ['carrier'],
    valuation: ['erp'],
    invoice: ['erp'],
    credit: ['erp'],
    ledger: ['erp'],
    payment: ['psp'],
    refund: ['psp'],
    payout: ['psp'],
  },
  following: [
    { domain: 'ship', kind: 'commerce', within: HOUR },
    { domain: 'ship', kind: 'oms', within: HOUR },
    { domain: 'capture', kind: 'oms', within: HOUR },
    { domain: 'capture', kind: 'wms', within: HOUR },
    { domain: 'payment', kind: 'commerce', within: HOUR },
    { domain: 'refund', kind: 'commerce', within: HOUR },
  ],
  clocks: [
    {
      id: 'ship-by',
      name: 'Shipped as promised',
      start: 'promise',
      promise: 'ship_by',
      role: 'latest',
      stop: 'shipped',
      warnBefore: 4 * HOUR,
      reportedBy: ['wms'],
    },
    {
      id: 'deliver-by',
      name: 'Delivered as promised',
      start: 'promise',
      promise: 'deliver_by',
      role: 'agreed',
      stop: 'delivered',
      warnBefore: 24 * HOUR,
      reportedBy: ['carrier'],
    },
    {
      id: 'pickup-by',
      name: 'Ready for pick-up as promised',
      start: 'promise',
      promise: 'pickup_by',
      role: 'agreed',
      stop: 'delivered',
      warnBefore: 4 * HOUR,
      reportedBy: ['commerce', 'oms'],
    },
  ],
  assumeAfterDays: 30,
};
