import type { ClockState, Rule } from '@throughline/contracts';
import type { Calendar } from '../calendar/kind.ts';
import type { Fact } from '../lifecycle/facts.ts';
import { type ClockContext, earliestOf } from './clock.ts';
import { clockState } from './clock-state.ts';
import { type Coverage, laggards } from './feeds.ts';
import { pick, type Subject } from './when.ts';

/** Instants from which a clock with this deadline is at risk, earliest first; never before its start. */
export const warnsOf = (
  rule: Rule,
  subject: Subject,
  calendar: Calendar,
  startAt: number,
  due: number,
): number[] =>
  ((rule.warn && pick(rule.warn, subject)) ?? []).map((before) =>
    Math.max(startAt, calendar.add(due, -before)),
  );

/** What is known of a clock before it is judged. */
export type Unsettled = {
  rule: Rule;
  feeds: readonly string[] | undefined;
  startAt: number;
  due: number;
  paused: boolean;
  warns: readonly number[];
  stop: Fact | null;
  cancelled: boolean;
};

/** A clock judged: its state, whether it began before absence may be judged, and what is known of its stop's feeds. */
export type Settled = { state: ClockState; inherited: boolean; open: boolean; coverage: Coverage };

/** Judges a clock at `T`. Absence is not judged of what began before the rule, or all its feeds, did. */
export const settle = (clock: Unsettled, context: ClockContext, T: number): Settled => {
  const { rule, startAt, due, paused, warns, stop, cancelled } = clock;
  const coverage = context.coverage(clock.feeds);
  const state = clockState(
    {
      due,
      warnAt: warns[0] ?? Number.POSITIVE_INFINITY,
      stop: stop && { from: earliestOf(stop), measurable: stop.inRange },
      cancelled,
      paused,
      complete: coverage.through > due,
    },
    T,
  );
  const judgeFrom = Math.max(rule.judgeFrom ?? Number.NEGATIVE_INFINITY, coverage.from);
  const absent = !stop && (state === 'breached' || state === 'unknown');
  const inherited = absent && startAt < judgeFrom;
  return { state: inherited ? 'unknown' : state, inherited, open: !stop && !cancelled, coverage };
};

/** What a clock waits for past a deadline that feeds have not reached, and from when that is the feeds' fault. */
export type Wait = { waitsFor: { feeds: string[]; past: number } | null; blindAt: number | null };

/** The wait for `deadline`; null: there is none. */
export const waiting = (
  rule: Rule,
  coverage: Coverage,
  context: ClockContext,
  deadline: number | null,
): Wait => {
  if (deadline === null) return { waitsFor: null, blindAt: null };
  // An import may leave its clocks unknown for ever, whatever the rule allows elsewhere.
  const allowed = coverage.maxUnknown === null ? null : (rule.maxUnknown ?? coverage.maxUnknown);
  return {
    waitsFor: { feeds: laggards(coverage, context.completeThrough, deadline), past: deadline },
    blindAt: allowed === null ? null : deadline + allowed + 1,
  };
};
