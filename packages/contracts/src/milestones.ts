import type { EventType } from './catalogue.ts';
import type { Progress } from './words.ts';

/** One row of the milestone table: an event of `type`, with outcome ok and not taken back, reaches `progress`. */
export type MilestoneRow = {
  type: EventType;
  progress: Progress;
  /** Reported when someone happens to scan or tell; its absence proves nothing, so it may be assumed after a while. */
  bestEffort: boolean;
};

const row = (progress: Progress, ...types: EventType[]): MilestoneRow[] =>
  types.map((type) => ({
    type,
    progress,
    bestEffort: type === 'shipment.delivered' || type === 'shipment.in_transit',
  }));

/**
 * Which event reaches which progress: the one table behind the pure lifecycle, the `lives` rollup and SQL filters.
 * Progress of a life at T is the furthest row (by the order of `PROGRESS`, so `cancelled` wins) whose event has outcome
 * `ok`, is not taken back, and was reached at or before T. It is reached at `occurredAt`, or, where the source's clock is
 * out of range, at `observedAt`. A life is open unless its progress is one of `FINAL_PROGRESS`.
 */
export const MILESTONES: readonly MilestoneRow[] = [
  ...row('placed', 'order.created'),
  ...row('approved', 'order.accepted', 'payment.authorized', 'payment.captured'),
  ...row('sourced', 'order.routed', 'inventory.reserved'),
  ...row('released', 'fulfillment.requested', 'fulfillment.scheduled', 'fulfillment.accepted'),
  ...row('picked', 'shipment.picked'),
  ...row('packed', 'shipment.packed', 'shipment.label_created'),
  ...row('shipped', 'shipment.confirmed', 'shipment.notified', 'shipment.in_transit'),
  ...row('delivered', 'shipment.delivered'),
  ...row('closed', 'order.closed'),
  ...row('cancelled', 'order.cancelled'),
];

/** Event types that reach `progress`, for SQL such as `type in (...)`. */
export const typesReaching = (progress: Progress): EventType[] =>
  MILESTONES.filter((milestone) => milestone.progress === progress).map((milestone) => milestone.type);

/** Earliest instant that a source's clock may name without being out of range, epoch ms (2000-01-01). */
export const EARLIEST_CLOCK = Date.UTC(2000, 0, 1);
/** How far a source's clock may run ahead of ours without being out of range, ms (24 h). */
export const LATEST_CLOCK_AHEAD = 86_400_000;
/** Whether `occurredAt` is believable, seen at `observedAt` (both epoch ms); if not, the event is kept and flagged. */
export const clockInRange = (occurredAt: number, observedAt: number): boolean =>
  occurredAt >= EARLIEST_CLOCK && occurredAt <= observedAt + LATEST_CLOCK_AHEAD;
