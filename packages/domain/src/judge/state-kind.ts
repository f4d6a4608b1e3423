import { PROGRESS, type Progress, type StateRule } from '@throughline/contracts';
import type { Calendar } from '../calendar/kind.ts';
import type { Fact } from '../lifecycle/facts.ts';
import { type ClockAt, type ClockContext, earliestOf, latestOf, nextAfter } from './clock.ts';
import { deadline, pausing } from './deadline.ts';
import { eligibilityOf } from './eligibility.ts';
import { factId } from './ids.ts';
import { earlier } from './references.ts';
import type { Scene } from './scene.ts';
import { settle, waiting, warnsOf } from './settle.ts';
import { matches, pick } from './when.ts';

/** One stay in the state: what began it, what ended it, and whether the end was that nothing more is owed. */
type Stay = { start: Fact; left: Fact | null; cancelled: boolean; each: boolean };

const NOTHING_OWED: readonly Progress[] = ['cancelled', 'closed'];

const first = (facts: readonly Fact[], scene: Scene): Fact | null =>
  facts.reduce<Fact | null>((best, fact) => (best && !earlier(fact, best, scene) ? best : fact), null);

const inProgress = (progress: readonly Progress[], since: Progress | undefined, scene: Scene): Stay[] => {
  const current = scene.progress();
  if (current === null) return [];
  const reached = [...scene.first()];
  const entered = first(
    reached.flatMap(([step, fact]) => (progress.includes(step) ? [fact] : [])),
    scene,
  );
  const start = since ? scene.first().get(since) : entered;
  if (!entered || !start) return [];
  if (progress.includes(current)) return [{ start, left: null, cancelled: false, each: false }];
  const last = Math.max(...progress.map((step) => PROGRESS.indexOf(step)));
  const beyond = reached.filter(([step]) => PROGRESS.indexOf(step) > last);
  const left = first(
    beyond.map(([, fact]) => fact),
    scene,
  );
  const cancelled = beyond.some(([step, fact]) => fact === left && NOTHING_OWED.includes(step));
  return [{ start, left: cancelled ? null : left, cancelled, each: false }];
};

const underHold = (reasons: readonly string[] | undefined, scene: Scene): Stay[] => {
  const ended = NOTHING_OWED.some((step) => scene.first().has(step));
  return scene.holds().flatMap(({ hold, placed, released }) => {
    if (!placed || (reasons && !reasons.includes(hold.reason ?? ''))) return [];
    return [{ start: placed, left: released, cancelled: ended && !released, each: true }];
  });
};

const clockOf = (rule: StateRule, stay: Stay, scene: Scene, context: ClockContext, T: number): ClockAt[] => {
  const { start, left } = stay;
  const { subject } = scene;
  if (!start.inRange || rule.exclude.some((when) => matches(when, subject))) return [];
  const eligible = eligibilityOf(context.rule, rule, subject, scene, start.occurredAt);
  if (!eligible) return [];
  const calendar = context.rule.calendars(rule.calendar, start.occurredAt);
  const edges = edgesOf(rule, stay, Math.max(latestOf(start), eligible.from), scene, calendar);
  const [edge] = edges;
  if (!edge) return [];
  const startAt = Math.max(start.occurredAt, eligible.from);
  const warns = warnsOf(rule, subject, calendar, startAt, edge.due);
  const { feeds } = rule.state;
  const { due, paused } = edge;
  const unsettled = { rule, feeds, startAt, due, paused, warns, stop: left, cancelled: stay.cancelled };
  const { state, inherited, open, coverage } = settle(unsettled, context, T);
  const end = left ? earliestOf(left) : T;
  const past = edges.filter((each) => !each.paused && end > each.due);
  const known = left ? past : past.filter((each) => coverage.through > each.due);
  const bucket = known.at(-1);
  const unjudged = open && !inherited ? past.find((each) => coverage.through <= each.due) : undefined;
  const wait = waiting(rule, coverage, context, unjudged?.due ?? null);
  return [
    {
      clockId: context.clockId(context.object, stay.each ? factId(start) : undefined),
      version: rule.version,
      object: context.object,
      start,
      startAt,
      due: state === 'breached' ? bucket!.due : due,
      warnAt: warns[0] ?? null,
      stop: left,
      state,
      point:
        state === 'at_risk'
          ? warns.filter((at) => at <= T).length
          : state === 'breached' || state === 'met_late'
            ? known.length
            : 0,
      severity: (inherited ? edge : (bucket ?? edge)).severity,
      open,
      inherited,
      ...wait,
      alertHorizon: rule.alertHorizon,
      wakeAt: open
        ? nextAfter(T, [
            ...(paused ? [] : warns),
            ...edges.map((each) => (each.paused ? null : each.due + 1)),
            wait.blindAt,
          ])
        : null,
    },
  ];
};

const edgesOf = (rule: StateRule, { left }: Stay, from: number, scene: Scene, calendar: Calendar) => {
  const { subject } = scene;
  const holds = pausing(rule, scene.holds());
  const end = left?.inRange ? earliestOf(left) : null;
  return rule.buckets
    .flatMap((bucket) => {
      const after = pick(bucket.after, subject);
      if (after === undefined) return [];
      return [
        { ...deadline(calendar, from, after, holds, end), severity: pick(bucket.severity, subject) ?? 'low' },
      ];
    })
    .sort((a, b) => a.due - b.due);
};

/** Clocks of a rule of kind `state` that stand at `T`: one for the order's stay in the state, or one per hold. */
export const clocksOfStateRule = (
  rule: StateRule,
  scene: Scene,
  context: ClockContext,
  T: number,
): ClockAt[] => {
  const { state } = rule;
  const stays =
    'hold' in state ? underHold(state.hold.reasons, scene) : inProgress(state.progress, state.since, scene);
  return stays.flatMap((stay) => clockOf(rule, stay, scene, context, T));
};
