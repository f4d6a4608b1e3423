/** What the status of one system can say, each derived from what that system itself reported. */
export const SYSTEM_STATES = [
  'placed',
  'accepted',
  'rejected',
  'held',
  'sourced',
  'requested',
  'picking',
  'packed',
  'unfulfilled',
  'partly_shipped',
  'shipped',
  'in_transit',
  'exception',
  'partly_delivered',
  'delivered',
  'returned',
  'cancelled',
  'closed',
  'authorized',
  'partly_captured',
  'captured',
  'partly_refunded',
  'refunded',
  'payment_failed',
  'authorization_lost',
  'not_invoiced',
  'partly_invoiced',
  'invoiced',
  'credited',
  'posting_pending',
  'posting_failed',
  'ticket_open',
  'ticket_closed',
  'noted',
] as const;
export type SystemState = (typeof SYSTEM_STATES)[number];

/** Domains in which exactly one system is right (the authority map). */
export const AUTHORITY_DOMAINS = [
  'capture',
  'price',
  'product',
  'sourcing',
  'reservation',
  'fulfillment',
  'stock',
  'pick',
  'pack',
  'ship',
  'movement',
  'valuation',
  'invoice',
  'credit',
  'ledger',
  'payment',
  'refund',
  'payout',
] as const;
export type AuthorityDomain = (typeof AUTHORITY_DOMAINS)[number];

/** How two systems differ: the follower said something else, or has not said it yet. */
export const DISAGREEMENT_KINDS = ['contradicts', 'behind'] as const;

/** What became of a promise, judged at an instant; `overdue` is not kept and past due, `late` was kept too late. */
export const PROMISE_STATES = ['open', 'overdue', 'met', 'late', 'cancelled', 'unknown'] as const;
export type PromiseState = (typeof PROMISE_STATES)[number];

/** Which promise of several one is: the first shown, the last that the customer agreed to, the marketplace's, the newest. */
export const PROMISE_ROLES = ['original', 'agreed', 'marketplace', 'latest'] as const;
export type PromiseRole = (typeof PROMISE_ROLES)[number];

/** Stages of an order's money. */
export const MONEY_STAGES = [
  'ordered',
  'authorized',
  'captured',
  'invoiced',
  'refunded',
  'credited',
] as const;
export type MoneyStage = (typeof MONEY_STAGES)[number];

/** Lives within a life. */
export const SUB_LIFE_KINDS = ['return', 'refund', 'exchange', 'dispute', 'ticket'] as const;
export type SubLifeKind = (typeof SUB_LIFE_KINDS)[number];

/** What the order of events, or a clock, shows to be wrong whatever the rules say. */
export const FINDING_CODES = [
  'before_placed',
  'shipped_before_approved',
  'delivered_before_shipped',
  'shipped_after_cancelled',
  'clock_out_of_range',
  'hold_released_unplaced',
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];
