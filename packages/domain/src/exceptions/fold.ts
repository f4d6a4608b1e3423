import {
  type ExceptionTransition,
  type ExceptionTransitionFact,
  SEVERITIES,
  type Severity,
} from '@throughline/contracts';
import type { JudgedClock, Step } from '../judge/judge.ts';

/** What facts say of the exception of one clock, apart from what people did to it. JSON. */
export type ExceptionFacts = {
  open: boolean;
  severity: Severity;
  point: number;
  due: number;
  /** When its last opening came true, and when it was last closed (null: open). */
  openedAt: number;
  closedAt: number | null;
  reopened: number;
  historical: boolean;
  inherited: boolean;
};

/** A change that the steps of a clock say, whether or not it is news. */
export type Change = {
  kind: ExceptionTransition;
  at: number;
  step: Step;
  severity: Severity;
};

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

const isLate = (step: Step): boolean =>
  step.state === 'breached' || (step.state === 'unknown' && step.inherited);
/** Whether a step only says that nobody can tell yet; a stop that cannot be measured did come. */
export const saysNothing = (step: Step): boolean =>
  step.state === 'unknown' && step.stop === null && !step.inherited;

/** Every change of a clock's exception, in order, as its steps tell them. */
export const changesOf = (steps: readonly Step[]): Change[] => {
  const changes: Change[] = [];
  let open: Step | null = null;
  let lastDue: number | null = null;
  const opening = (): ExceptionTransition => (changes.length > 0 ? 'reopened' : 'opened');
  for (const step of steps) {
    if (saysNothing(step)) continue;
    if (isLate(step)) {
      const { at, severity } = step;
      if (!open) changes.push({ kind: opening(), at, step, severity });
      else if (step.point > open.point || rank(severity) > rank(open.severity)) {
        changes.push({ kind: 'escalated', at, step, severity });
      } else if (rank(severity) < rank(open.severity)) changes.push({ kind: 'eased', at, step, severity });
      open = step;
      lastDue = step.due;
    } else if (open) {
      changes.push({ kind: 'closed', at: step.at, step, severity: open.severity });
      open = null;
    } else if (step.state === 'met_late' && lastDue !== step.due) {
      // It was late while nobody could tell, or between two looks: opened and closed, so that it is on record.
      const { severity } = step;
      changes.push({ kind: opening(), at: step.due + 1, step, severity });
      changes.push({ kind: 'closed', at: step.at, step, severity });
      lastDue = step.due;
    }
  }
  return changes;
};

/** An exception after a change, and the transition to record. */
export const applyChange = (
  before: ExceptionFacts | null,
  change: Change,
  clock: JudgedClock,
  now: number,
  correction: boolean,
): { facts: ExceptionFacts; transition: ExceptionTransitionFact } => {
  const { kind, at, step, severity } = change;
  const closes = kind === 'closed';
  const opens = kind === 'opened' || kind === 'reopened';
  const fresh = opens || kind === 'escalated';
  const historical = fresh ? now - step.due > clock.alertHorizon : before!.historical;
  const inherited = opens ? step.inherited : (before?.inherited ?? false);
  const facts: ExceptionFacts = {
    open: !closes,
    severity,
    point: closes ? before!.point : step.point,
    due: closes ? before!.due : step.due,
    openedAt: opens ? at : before!.openedAt,
    closedAt: closes ? at : null,
    reopened: (before?.reopened ?? 0) + (kind === 'reopened' ? 1 : 0),
    historical,
    inherited,
  };
  const transition: ExceptionTransitionFact = {
    clockId: clock.clockId,
    kind,
    at,
    verdictId: step.verdictId,
    severity,
    point: facts.point,
    due: facts.due,
    because: step.withdrawn ? 'withdrawn' : step.state,
    correction,
    historical,
    inherited,
  };
  return { facts, transition };
};

/** What brings an exception to where the corrected steps end: one change at most, or all of them if there was none. */
export const correctionTo = (before: ExceptionFacts | null, steps: readonly Step[]): Change[] => {
  const changes = changesOf(steps);
  if (!before) return changes;
  const last = changes.at(-1);
  const late = last !== undefined && last.kind !== 'closed';
  const final = late ? last.step : steps.findLast((step) => !saysNothing(step));
  if (!final || (!late && !before.open)) return [];
  const { severity } = final;
  if (!late) return [{ kind: 'closed', at: final.at, step: final, severity: before.severity }];
  if (!before.open) return [{ kind: 'reopened', at: last.at, step: final, severity }];
  const difference = final.point - before.point || rank(severity) - rank(before.severity);
  if (difference === 0) return [];
  return [{ kind: difference > 0 ? 'escalated' : 'eased', at: final.at, step: final, severity }];
};
