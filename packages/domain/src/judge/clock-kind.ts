import type { ClockRule } from '@throughline/contracts';
import type { Calendar } from '../calendar/kind.ts';
import { type Fact, objectOf } from '../lifecycle/facts.ts';
import { type ClockAt, type ClockContext, earliestOf, latestOf, nextAfter } from './clock.ts';
import { type Deadline, deadline, pausing } from './deadline.ts';
import { type Eligibility, eligibilityOf } from './eligibility.ts';
import { factId } from './ids.ts';
import { earlier, factsFor, type Narrowing, stopFor } from './references.ts';
import type { Scene } from './scene.ts';
import { settle, waiting, warnsOf } from './settle.ts';
import { matches, pick, type Subject } from './when.ts';

/** What starts one clock: a fact, and the promise that it is about if the rule judges one. */
type Start = { fact: Fact; promised?: { due: number; line: string | undefined } | undefined };

const startsOf = (rule: ClockRule, scene: Scene, subject: Subject): Start[] => {
  const by = rule.by && pick(rule.by, subject);
  if (rule.by && !by) return [];
  const facts = rule.start ? factsFor(rule.start, scene).filter(({ inRange }) => inRange) : [];
  if (by) {
    return scene
      .promises()
      .filter(({ promise, roles }) => promise.kind === by.promise && roles.includes(rule.promise!))
      .flatMap(({ fact, due, promise }) => {
        const started = rule.start ? facts[0] : fact;
        return started ? [{ fact: started, promised: { due: due, line: promise.line } }] : [];
      });
  }
  return (rule.restart === 'each' ? facts : facts.slice(0, 1)).map((fact) => ({ fact }));
};

const narrowingOf = (rule: ClockRule, { fact, promised }: Start): Narrowing => ({
  line: promised?.line,
  notBefore: rule.restart === 'each' ? fact : undefined,
  about: rule.per && { type: rule.per, id: objectOf(fact, rule.per) },
});

const deadlineOf = (
  rule: ClockRule,
  start: Start,
  eligible: NonNullable<Eligibility>,
  scene: Scene,
  subject: Subject,
  calendar: Calendar,
  stop: Fact | null,
): Deadline | null => {
  if (start.promised) {
    const { offset } = pick(rule.by!, subject)!;
    return { due: calendar.add(start.promised.due, offset), paused: false };
  }
  const within = pick(rule.within!, subject);
  if (within === undefined) return null;
  const from = Math.max(latestOf(start.fact), eligible.from);
  const end = stop?.inRange ? earliestOf(stop) : null;
  const { due, paused } = deadline(calendar, from, within, pausing(rule, scene.holds()), end);
  return { due: Math.max(due, eligible.notDueBefore(from)), paused };
};

const clockOf = (
  rule: ClockRule,
  start: Start,
  scene: Scene,
  context: ClockContext,
  T: number,
): ClockAt[] => {
  const { fact } = start;
  const each = rule.restart === 'each';
  const { attributes: ofLife, orderValue } = scene.subject;
  const attributes = each ? { ...ofLife, ...fact.event.data.attributes } : ofLife;
  const subject = { attributes, orderValue };
  if (rule.exclude.some((when) => matches(when, subject))) return [];
  const eligible = eligibilityOf(context.rule, rule, subject, scene, fact.occurredAt);
  if (!eligible) return [];
  const calendar = context.rule.calendars(rule.calendar, fact.occurredAt);
  const narrowing = narrowingOf(rule, start);
  const stopped = stopFor(rule.stop.on, scene, narrowing);
  const cancel = rule.cancel.length > 0 ? (factsFor(rule.cancel, scene, narrowing)[0] ?? null) : null;
  const stop = stopped && cancel && earlier(cancel, stopped, scene) ? null : stopped;
  const target = deadlineOf(rule, start, eligible, scene, subject, calendar, stop);
  if (!target) return [];
  const { due, paused } = target;

  const startAt = Math.max(fact.occurredAt, eligible.from);
  const warns = warnsOf(rule, subject, calendar, startAt, due);
  const { feeds } = rule.stop;
  const cancelled = cancel !== null;
  const unsettled = { rule, feeds, startAt, due, paused, warns, stop, cancelled };
  const { state, inherited, open, coverage } = settle(unsettled, context, T);
  const unjudged = state === 'unknown' && open && !inherited ? due : null;
  const wait = waiting(rule, coverage, context, unjudged);
  const object =
    start.promised?.line === undefined ? context.object : `${context.object}/${start.promised.line}`;
  return [
    {
      clockId: context.clockId(object, each ? factId(fact) : undefined),
      version: rule.version,
      object,
      start: fact,
      startAt,
      due,
      warnAt: warns[0] ?? null,
      stop,
      state,
      point: state === 'at_risk' ? warns.filter((at) => at <= T).length : 0,
      severity: pick(rule.severity, subject) ?? 'low',
      open,
      inherited,
      ...wait,
      alertHorizon: rule.alertHorizon,
      wakeAt: open && !paused ? nextAfter(T, [...warns, due + 1, wait.blindAt]) : null,
    },
  ];
};

/** Clocks of a rule of kind `clock` that stand at `T`, one per start. */
export const clocksOfClockRule = (
  rule: ClockRule,
  scene: Scene,
  context: ClockContext,
  T: number,
): ClockAt[] =>
  startsOf(rule, scene, scene.subject).flatMap((start) => clockOf(rule, start, scene, context, T));
