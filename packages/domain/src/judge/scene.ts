import type { Progress } from '@throughline/contracts';
import { actualOf } from '../lifecycle/actual.ts';
import { type Fact, type Facts, factsOf } from '../lifecycle/facts.ts';
import { type HoldSpan, holdsOf } from '../lifecycle/holds.ts';
import { stageEntries } from '../lifecycle/ledger.ts';
import { linesOf } from '../lifecycle/lines.ts';
import { DEFAULT_POLICY } from '../lifecycle/policy.ts';
import { firstFacts, progressAt } from '../lifecycle/progress.ts';
import { type Actual, type Promised, promisesOf } from '../lifecycle/promises.ts';
import { shipmentsOf } from '../lifecycle/shipments.ts';
import type { StoredEvent } from '../stored-event.ts';
import type { Subject } from './when.ts';

/** The world of one object at an instant: facts that count, in order, and what follows from them, worked out when asked. */
export type Scene = {
  counting: readonly Fact[];
  first: () => ReadonlyMap<Progress, Fact>;
  progress: () => Progress | null;
  holds: () => readonly HoldSpan[];
  promises: () => readonly Promised[];
  /** When the whole order, or one line of it, had reached a milestone. */
  actual: (progress: Progress, line?: string) => Actual;
  /** Attributes as last said, and the money ordered. */
  subject: Subject;
};

/** The instants at which facts of one object take effect, epoch ms ascending, and the world from each of them on. */
export type History = { instants: readonly number[]; sceneAt: (index: number) => Scene };

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const orderValueOf = (counting: readonly Fact[]): ReadonlyMap<string, bigint> => {
  const totals = new Map<string, bigint>();
  for (const { basis, currency, micros } of stageEntries('ordered', counting, DEFAULT_POLICY)) {
    if (basis === 'shop') totals.set(currency, (totals.get(currency) ?? 0n) + micros);
  }
  return totals;
};

const sceneOf = (counting: readonly Fact[]): Scene => {
  const first = once(() => firstFacts(counting));
  const moved = once(() => {
    const shipments = shipmentsOf(counting);
    return { shipments, lines: linesOf(counting, shipments, DEFAULT_POLICY.authority.capture) };
  });
  return {
    counting,
    first,
    progress: once(() => progressAt(counting)),
    holds: once(() => holdsOf(counting)),
    promises: once(() => promisesOf(counting)),
    actual: (progress, line) => {
      // What was delivered had shipped, scanned or not.
      if (!first().has(progress) && !(progress === 'shipped' && first().has('delivered'))) {
        return { done: false, fact: null };
      }
      const { shipments, lines } = moved();
      return actualOf(progress, first(), shipments, lines, line);
    },
    subject: {
      attributes: Object.assign({}, ...counting.map((fact) => fact.event.data.attributes)),
      orderValue: once(() => orderValueOf(counting)),
    },
  };
};

/** Whether every part of a history is, in the order of the whole, what it would be alone. */
const isPlain = ({ all, corrections }: Facts): boolean =>
  corrections.length === 0 &&
  all.every(({ timePrecision, event }) => timePrecision === 'instant' && !event.corrects);

/** The history of one object from its events, whatever order and however often they are given. */
export const historyOf = (events: readonly StoredEvent[]): History => {
  const whole = factsOf(events, {});
  const plain = isPlain(whole);
  const instants = [...new Set(whole.all.map(({ occurredAt }) => occurredAt))].sort((a, b) => a - b);
  const scenes: Scene[] = [];
  const countingAt = (at: number): readonly Fact[] =>
    plain ? whole.counting.filter(({ occurredAt }) => occurredAt <= at) : factsOf(events, { at }).counting;
  return {
    instants,
    sceneAt: (index) => {
      scenes[index] ??= sceneOf(countingAt(instants[index]!));
      return scenes[index];
    },
  };
};
