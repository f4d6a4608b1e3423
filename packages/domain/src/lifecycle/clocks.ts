import type { ClockLife, ClockState, Progress } from '@throughline/contracts';
import { clockState } from '../judge/clock-state.ts';
import { intervalOf } from '../order-of-events.ts';
import { type Fact, saidOf } from './facts.ts';
import { type HoldSpan, heldTime, isOn } from './holds.ts';
import type { ClockDefinition, LifecyclePolicy } from './policy.ts';
import type { Actual, Promised } from './promises.ts';

/** What a clock is judged on. */
export type ClockScene = {
  judgedAt: number;
  promises: readonly Promised[];
  first: ReadonlyMap<Progress, Fact>;
  holds: readonly HoldSpan[];
  sources: readonly string[];
  /** Cancelled or closed: nothing more is owed. */
  ended: boolean;
  actual: (progress: Progress, line?: string) => Actual;
};

type Start = { fact: Fact; due: number; dueAt: number; line?: string | undefined; promised: boolean };

const startsOf = (definition: ClockDefinition, scene: ClockScene): Start[] => {
  if (definition.start === 'promise') {
    return scene.promises
      .filter(
        (promised) =>
          promised.promise.kind === definition.promise && promised.roles.includes(definition.role),
      )
      .map(({ fact, due, dueAt, promise }) => ({ fact, due, dueAt, line: promise.line, promised: true }));
  }
  const fact = scene.first.get(definition.milestone);
  // What a clock out of range says starts no clock.
  if (!fact?.inRange) return [];
  const stop = scene.actual(definition.stop).fact;
  const until = stop?.inRange ? Math.min(stop.occurredAt, scene.judgedAt) : scene.judgedAt;
  const due = fact.occurredAt + definition.within + heldTime(scene.holds, fact.occurredAt, until);
  return [{ fact, due, dueAt: due, promised: false }];
};

const completeUntil = (definition: ClockDefinition, scene: ClockScene, policy: LifecyclePolicy): number => {
  let until = Number.POSITIVE_INFINITY;
  for (const source of scene.sources) {
    const complete = policy.completeThrough?.[source];
    const reports = definition.reportedBy.some((kind) => source.startsWith(`${kind}/`));
    if (complete !== undefined && reports) until = Math.min(until, complete);
  }
  return until;
};

const stateOf = (
  definition: ClockDefinition,
  start: Start,
  actual: Actual,
  scene: ClockScene,
  policy: LifecyclePolicy,
): ClockState => {
  const { fact } = actual;
  const facts = {
    due: start.due,
    warnAt: start.due - definition.warnBefore,
    stop: actual.done
      ? { from: fact ? intervalOf(fact).from : start.due, measurable: fact?.inRange ?? false }
      : null,
    cancelled: scene.ended,
    paused: !start.promised && scene.holds.some(isOn),
    complete: completeUntil(definition, scene, policy) > start.due,
  };
  return clockState(facts, scene.judgedAt);
};

const ENDED: ReadonlySet<ClockState> = new Set(['met', 'met_late', 'cancelled']);

/** Every clock of the policy that started, judged at the scene's instant. */
export const clocksOf = (policy: LifecyclePolicy, scene: ClockScene): ClockLife[] =>
  policy.clocks.flatMap((definition) =>
    startsOf(definition, scene).map((start) => {
      const actual = scene.actual(definition.stop, start.line);
      const state = stateOf(definition, start, actual, scene, policy);
      const stop = actual.done ? actual.fact : null;
      const until = stop?.inRange ? stop.occurredAt : scene.judgedAt;
      return {
        id: start.line === undefined ? definition.id : `${definition.id}/${start.line}`,
        name: definition.name,
        line: start.line ?? null,
        start: saidOf(start.fact),
        due: start.dueAt,
        warnAt: start.due - definition.warnBefore,
        state,
        open: !ENDED.has(state) && !actual.done,
        stop: stop && saidOf(stop),
        leftMs: start.dueAt - until,
      };
    }),
  );
