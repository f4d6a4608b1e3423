/** Kinds of system a source can be (design: systems and authority). */
export const SYSTEM_KINDS = [
  'commerce',
  'oms',
  'wms',
  'erp',
  'psp',
  'carrier',
  'support',
  'middleware',
] as const;
export type SystemKind = (typeof SYSTEM_KINDS)[number];

/** Types of business object that an event may refer to. */
export const OBJECT_TYPES = [
  'order',
  'order_line',
  'hold',
  'promise',
  'reservation',
  'fulfillment',
  'shipment',
  'return',
  'refund',
  'payment',
  'payout',
  'dispute',
  'posting',
  'invoice',
  'credit_memo',
  'inventory_position',
  'product',
  'price',
  'customer',
  'ticket',
  'batch',
  'purchase_order',
  'transfer',
] as const;
export type ObjectType = (typeof OBJECT_TYPES)[number];

/** What a life can be rooted in; anything but `order` exists only where there is no order. */
export const LIFE_ROOTS = ['order', 'return', 'payout', 'batch', 'transfer', 'document'] as const;
export type LifeRoot = (typeof LIFE_ROOTS)[number];

/** What a key namespace says about the order it is seen on. */
export const KEY_ROLES = ['identity', 'part', 'shared', 'weak'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

export const TIME_PRECISIONS = ['instant', 'minute', 'day'] as const;
export type TimePrecision = (typeof TIME_PRECISIONS)[number];

export const OUTCOMES = ['ok', 'failed', 'rejected'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const ERROR_CLASSES = [
  'validation',
  'missing-reference',
  'mapping',
  'connection',
  'timeout',
  'rate-limit',
  'auth',
  'duplicate',
  'conflict',
  'business',
  'internal',
  'unknown',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

export const AMOUNT_COMPONENTS = [
  'goods',
  'shipping',
  'tax',
  'duty',
  'discount',
  'tip',
  'fee',
  'rounding',
  'stored_value',
] as const;
export type AmountComponent = (typeof AMOUNT_COMPONENTS)[number];

export const AMOUNT_BASES = ['shop', 'presentment', 'settlement', 'ledger'] as const;
export type AmountBasis = (typeof AMOUNT_BASES)[number];

export const HOLD_SCOPES = ['order', 'fulfillment', 'line'] as const;
export const PROMISE_KINDS = ['ship_by', 'deliver_by', 'pickup_by'] as const;
export type PromiseKind = (typeof PROMISE_KINDS)[number];
export const PROMISE_BY = ['shown', 'marketplace', 'node', 'derived'] as const;
export const PROMISE_CONSENT = ['none', 'notified', 'agreed'] as const;

export const DOCUMENT_TYPES = [
  'sales_order',
  'customer_deposit',
  'delivery',
  'goods_issue',
  'invoice',
  'cash_sale',
  'credit_memo',
  'cash_refund',
  'return_authorization',
  'item_receipt',
  'payment',
  'journal',
  'purchase_order',
  'transfer',
] as const;
export const DOCUMENT_GRAINS = ['order', 'consolidated'] as const;

export const INVENTORY_MEASURES = [
  'on_hand',
  'available',
  'committed',
  'reserved',
  'incoming',
  'damaged',
  'buffer',
] as const;

export const LIFE_RELATIONS = ['exchange_of', 'replacement_of', 'renewal_of', 'consolidates'] as const;

/** Lifecycle axis one: how far an order, or a line of it, has come. Ordered. */
export const PROGRESS = [
  'placed',
  'approved',
  'sourced',
  'released',
  'picked',
  'packed',
  'shipped',
  'delivered',
  'closed',
  'cancelled',
] as const;
export type Progress = (typeof PROGRESS)[number];
/** Progress at which an order needs nothing more. */
export const FINAL_PROGRESS = ['delivered', 'closed', 'cancelled'] as const satisfies readonly Progress[];

/** Lifecycle axis two. The third axis, `blocked`, is a boolean of its own. */
export const HEALTH = ['on_track', 'at_risk', 'breached', 'unknown'] as const;
export type Health = (typeof HEALTH)[number];

/** What a clock is, or ended as, when judged at an instant. */
export const CLOCK_STATES = [
  'running',
  'at_risk',
  'met',
  'breached',
  'met_late',
  'cancelled',
  'paused',
  'unknown',
] as const;
export type ClockState = (typeof CLOCK_STATES)[number];
