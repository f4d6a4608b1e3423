import type { ClockState, Severity } from '@throughline/contracts';
import type { Fact } from '../lifecycle/facts.ts';
import { intervalOf } from '../order-of-events.ts';
import type { BoundRule } from './bind.ts';
import type { CompleteThrough, Coverage } from './feeds.ts';

/** What clocks of a rule are judged in, beside the world: whose they are, and how far the feeds of the stop are complete. */
export type ClockContext = {
  rule: BoundRule;
  object: string;
  /** Id of the clock of an object, and of a start event where each starts its own. */
  clockId: (object: string, startEvent?: string) => string;
  completeThrough: CompleteThrough;
  /** Coverage by the feeds of a version's stop. */
  coverage: (feeds: readonly string[] | undefined) => Coverage;
};

/** One clock at one instant. Instants are epoch ms; ids are 32 hex digits. */
export type ClockAt = {
  clockId: string;
  version: number;
  object: string;
  start: Fact;
  startAt: number;
  /** The deadline that counts: of a state past several buckets, the edge of the last. */
  due: number;
  /** From when it is at risk; null: nothing warns. */
  warnAt: number | null;
  stop: Fact | null;
  state: ClockState;
  /** Which bucket, or which warn point, from 1; else 0. */
  point: number;
  severity: Severity;
  /** Still waits for something: a stop, or at least for what would tell. */
  open: boolean;
  /** Started before its rule may judge absence. */
  inherited: boolean;
  /** Judged once these feeds are complete past this instant. */
  waitsFor: { feeds: string[]; past: number } | null;
  /** From when its being unknown is an exception on the feed; null: never, or not unknown. */
  blindAt: number | null;
  /** How old a deadline may be when first judged before its exception is historical, ms. */
  alertHorizon: number;
  /** Next instant at which it changes by itself; null: never. */
  wakeAt: number | null;
};

/** Last instant at which a fact can have happened. */
export const latestOf = (fact: Fact): number => intervalOf(fact).until - 1;
/** First instant at which a fact can have happened. */
export const earliestOf = (fact: Fact): number => intervalOf(fact).from;

/** The least instant after `T`; null if none is. */
export const nextAfter = (T: number, instants: readonly (number | null)[]): number | null => {
  let next: number | null = null;
  for (const instant of instants) {
    if (instant !== null && instant > T && (next === null || instant < next)) next = instant;
  }
  return next;
};
