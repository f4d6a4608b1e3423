import type { ClockState } from '@throughline/contracts';

/** What a clock's state depends on, at one instant. */
export type ClockFacts = {
  /** Last instant at which the stop is in time. */
  due: number;
  /** From when it is at risk. */
  warnAt: number;
  /** The stop, as the first instant at which it can have happened; `measurable` is false if its clock is not believable. */
  stop: { from: number; measurable: boolean } | null;
  cancelled: boolean;
  paused: boolean;
  /** Every feed that would bring the stop is complete past due. */
  complete: boolean;
};

/** The state machine of a clock, judged at `T`: the only place that says what a clock is. */
export const clockState = (clock: ClockFacts, T: number): ClockState => {
  if (clock.stop) {
    if (!clock.stop.measurable) return 'unknown';
    return clock.stop.from <= clock.due ? 'met' : 'met_late';
  }
  if (clock.cancelled) return 'cancelled';
  if (clock.paused) return 'paused';
  if (T > clock.due) return clock.complete ? 'breached' : 'unknown';
  return T >= clock.warnAt ? 'at_risk' : 'running';
};
