/**
 * The event catalogue, version 1. Order is the rank: it settles the sequence of two events of one instant,
 * so a type stands after everything that normally causes it.
 */
const CASE_TYPES = [
  'order.created',
  'order.validated',
  'order.rejected',
  'order.accepted',
  'hold.placed',
  'hold.released',
  'promise.set',
  'promise.changed',
  'payment.authorized',
  'payment.failed',
  'order.edited',
  'order.routed',
  'inventory.reserved',
  'inventory.reservation_failed',
  'posting.requested',
  'posting.acknowledged',
  'posting.succeeded',
  'posting.failed',
  'posting.reversed',
  'fulfillment.requested',
  'fulfillment.scheduled',
  'fulfillment.accepted',
  'fulfillment.rejected',
  'fulfillment.moved',
  'fulfillment.shorted',
  'order.cancel_requested',
  'fulfillment.cancel_requested',
  'fulfillment.cancel_accepted',
  'fulfillment.cancel_rejected',
  'fulfillment.cancelled',
  'shipment.picked',
  'shipment.packed',
  'shipment.label_created',
  'payment.captured',
  'shipment.confirmed',
  'inventory.reservation_released',
  'shipment.notified',
  'shipment.in_transit',
  'shipment.exception',
  'shipment.delivered',
  'shipment.voided',
  'shipment.returned_to_sender',
  'payment.voided',
  'payment.expired',
  'order.cancelled',
  'return.requested',
  'return.approved',
  'return.received',
  'return.inspected',
  'return.cancelled',
  'refund.requested',
  'refund.issued',
  'refund.failed',
  'dispute.opened',
  'dispute.closed',
  'payout.paid',
  'inventory.transferred',
  'inventory.received',
  'ticket.opened',
  'ticket.closed',
  'message.retried',
  'message.dead_lettered',
  'contract.violated',
  'identity.learned',
  'replay.requested',
  'replay.sent',
  'replay.verified',
  'replay.failed',
  'order.closed',
] as const;

/** Facts about no single order: they carry no correlation id and are never orphans. */
const STANDING_TYPES = [
  'inventory.adjusted',
  'inventory.snapshot',
  'product.updated',
  'product.propagated',
  'price.changed',
  'price.propagated',
  'batch.received',
  'batch.rejected',
  'auth.rejected',
  'rate.limited',
  'feed.heartbeat',
] as const;

export const EVENT_TYPES = [...CASE_TYPES, ...STANDING_TYPES] as const;
export type EventType = (typeof EVENT_TYPES)[number];
export const CONTRACT_VERSION = '1';

const RANKS: ReadonlyMap<string, number> = new Map(EVENT_TYPES.map((type, index) => [type, index + 1]));
const STANDING: ReadonlySet<string> = new Set(STANDING_TYPES);

/** Whether `type` is in the catalogue. */
export const isEventType = (type: string): type is EventType => RANKS.has(type);
/** Position of `type` in the total order of one instant, from 1; 0 for a type that the catalogue lacks. */
export const rankOf = (type: string): number => RANKS.get(type) ?? 0;
/** Whether `type` is a standing fact, outside every life. */
export const isStanding = (type: string): boolean => STANDING.has(type);
