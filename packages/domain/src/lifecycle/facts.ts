import {
  clockInRange,
  type Line,
  type Said,
  type SystemKind,
  type TimePrecision,
} from '@throughline/contracts';
import { orderEvents } from '../order-of-events.ts';
import type { StoredEvent } from '../stored-event.ts';

/** Which world is asked for: that of `at` (by the sources' clocks), as it was known at `knownAt` (by ours). */
export type View = { at?: number | undefined; knownAt?: number | undefined };

/**
 * One event as the lifecycle reads it. Where the source's clock is out of range `inRange` is false and `occurredAt` is
 * when we saw it, good enough to say that it happened and never to measure by.
 */
export type Fact = {
  event: StoredEvent;
  eventKey: bigint;
  type: string;
  source: string;
  kind: SystemKind;
  occurredAt: number;
  timePrecision: TimePrecision;
  timeZone: string | undefined;
  inRange: boolean;
  lines: readonly Line[];
};

/** The facts of a view: all of them in order, those that count (outcome ok, not taken back), and what took back what. */
export type Facts = { all: Fact[]; counting: Fact[]; corrections: { fact: Fact; by: Fact }[] };

const factOf = (event: StoredEvent): Fact => {
  const inRange = clockInRange(event.occurredAt, event.observedAt);
  return {
    event,
    eventKey: event.eventKey,
    type: event.type,
    source: event.source,
    kind: event.source.slice(0, event.source.indexOf('/')) as SystemKind,
    occurredAt: inRange ? event.occurredAt : event.observedAt,
    timePrecision: inRange ? event.timePrecision : 'instant',
    timeZone: event.timeZone,
    inRange,
    lines: event.share ? (event.share.lines ?? []) : event.data.lines,
  };
};

/** The fact as answers point at it. */
export const saidOf = (fact: Fact): Said => ({
  eventKey: fact.eventKey.toString(16).padStart(32, '0'),
  type: fact.type,
  source: fact.source,
  occurredAt: fact.event.occurredAt,
  observedAt: fact.event.observedAt,
  timePrecision: fact.event.timePrecision,
  clockInRange: fact.inRange,
});

/** The object of `type` that a fact is about: the first such object's id, else the first such key's value. */
export const objectOf = (fact: Fact, type: string, ...namespaces: string[]): string | undefined => {
  for (const object of fact.event.data.objects) if (object.type === type) return object.id;
  for (const key of fact.event.data.keys) {
    if (key.namespace === type || namespaces.includes(key.namespace)) return key.value;
  }
  return undefined;
};

const content = (event: StoredEvent): string =>
  JSON.stringify(event, (_name, value) => (typeof value === 'bigint' ? value.toString() : value));

const withoutRepeats = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  const byKey = new Map<bigint, StoredEvent>();
  for (const event of events) {
    const known = byKey.get(event.eventKey);
    if (!known || event.observedAt < known.observedAt) byKey.set(event.eventKey, event);
    else if (event.observedAt === known.observedAt && event !== known && content(event) < content(known)) {
      byKey.set(event.eventKey, event);
    }
  }
  return byKey.size === events.length ? events : [...byKey.values()];
};

/** Facts of `events` in a view, whatever order and however often they are given. */
export const factsOf = (events: readonly StoredEvent[], view: View): Facts => {
  const { at, knownAt } = view;
  const seen = knownAt === undefined ? events : events.filter((event) => event.observedAt <= knownAt);
  let facts = withoutRepeats(seen).map(factOf);
  if (at !== undefined) facts = facts.filter((fact) => fact.occurredAt <= at);
  const all = orderEvents(facts);
  const { takenBack, corrections } = netOut(all);
  const counting = all.filter((fact) => fact.event.outcome === 'ok' && !takenBack.has(fact));
  return { all, counting, corrections };
};

/** What is taken back by a correction that itself stands; corrections that take back each other in a ring all stand. */
const netOut = (all: readonly Fact[]): { takenBack: Set<Fact>; corrections: Facts['corrections'] } => {
  const takenBack = new Set<Fact>();
  const corrections: Facts['corrections'] = [];
  const correcting = all.filter((fact) => fact.event.corrects && fact.event.outcome === 'ok');
  if (correcting.length === 0) return { takenBack, corrections };
  const byKey = new Map(all.map((fact) => [fact.eventKey, fact]));
  const byName = new Map(all.map((fact) => [`${fact.source}\0${fact.event.id}`, fact]));
  const correctors = new Map<Fact, Fact[]>();
  for (const by of correcting) {
    const { corrects, correctsKey } = by.event;
    const fact = correctsKey ? byKey.get(correctsKey) : byName.get(`${by.source}\0${corrects}`);
    if (fact && fact !== by) correctors.set(fact, [...(correctors.get(fact) ?? []), by]);
  }
  const settled = new Set<Fact>(all.filter((fact) => !correctors.has(fact)));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [fact, by] of correctors) {
      if (settled.has(fact)) continue;
      const standing = by.find((corrector) => settled.has(corrector) && !takenBack.has(corrector));
      if (!standing && !by.every((corrector) => settled.has(corrector))) continue;
      settled.add(fact);
      if (standing) takenBack.add(fact);
      if (standing) corrections.push({ fact, by: standing });
      changed = true;
    }
  }
  const place = new Map(all.map((fact, index) => [fact, index]));
  corrections.sort((a, b) => place.get(a.fact)! - place.get(b.fact)!);
  return { takenBack, corrections };
};
