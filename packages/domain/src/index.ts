export { type Calendars, calendarsOf, ELAPSED } from './calendar/calendar.ts';
export type { Calendar } from './calendar/kind.ts';
export { type Advance, advanceClock, type ClockMemory, withdrawClock } from './exceptions/advance.ts';
export type { ExceptionFacts } from './exceptions/fold.ts';
export { eventKey, fromCorrelationId, lifeId, toCorrelationId } from './ids.ts';
export { type BoundRule, bindRule, type Configuration, configurationOf } from './judge/bind.ts';
export type { CompleteThrough, FeedCompleteness } from './judge/feeds.ts';
export { clockId, verdictId } from './judge/ids.ts';
export {
  type JudgedClock,
  type Judgement,
  judge,
  judgeAll,
  judging,
  type Question,
  type Step,
} from './judge/judge.ts';
export { type RuleTestFailure, runRuleTest } from './judge/rule-test.ts';
export { domainsSpoken } from './lifecycle/claims.ts';
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
export { expectationOf, type Profiles, profilesOf } from './profiles/profile.ts';
export { runProfileTest } from './profiles/profile-test.ts';
export { type StitchEvent, type StitchLink, stitchEventOf } from './stitch/event.ts';
export { type Namespaces, namespacesOf, type StitchKey, stitchKey } from './stitch/keys.ts';
export type { Life, Why } from './stitch/life.ts';
export { type Partition, partition } from './stitch/partition.ts';
export type { Rules } from './stitch/reading.ts';
export { membership, type Resolve, resolver } from './stitch/resolve.ts';
export type {
  ConflictReason,
  Delta,
  Found,
  KeyState,
  LifeState,
  LinkState,
  Need,
  StoredStitchEvent,
  WaitingEvent,
} from './stitch/state.ts';
export { type StitchBatch, stitch } from './stitch/stitch.ts';
export type { EventPosition, EventShare, StoredEvent } from './stored-event.ts';
