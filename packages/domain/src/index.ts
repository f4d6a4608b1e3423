export { eventKey, fromCorrelationId, lifeId, toCorrelationId } from './ids.ts';
export { type Fact, type Facts, factsOf, type View } from './lifecycle/facts.ts';
export { lifecycle } from './lifecycle/lifecycle.ts';
export {
  type ClockDefinition,
  DEFAULT_POLICY,
  type Following,
  type LifecyclePolicy,
} from './lifecycle/policy.ts';
export { hasReached, isFinal, progressAt, progressOf } from './lifecycle/progress.ts';
export { decimalsOf, formatDecimal, formatMoney, parseDecimal, sumDecimals } from './money.ts';
export {
  type CoarseTime,
  compareEvents,
  type Interval,
  intervalOf,
  type Orderable,
  orderEvents,
  surelyBefore,
} from './order-of-events.ts';
export type { EventPosition, EventShare, StoredEvent } from './stored-event.ts';
