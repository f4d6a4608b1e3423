import { type EventRef, isMilestoneName, matchesFeed } from '@throughline/contracts';
import { type Fact, objectOf } from '../lifecycle/facts.ts';
import { progressOf } from '../lifecycle/progress.ts';
import { surelyBefore } from '../order-of-events.ts';
import type { Scene } from './scene.ts';
import { matches } from './when.ts';

/** Which facts are asked for beside the reference: of one line, not surely before a fact, about one object. */
export type Narrowing = {
  line?: string | undefined;
  notBefore?: Fact | undefined;
  about?: { type: string; id: string | undefined } | undefined;
};

const refersTo = (ref: EventRef, fact: Fact): boolean => {
  if (fact.type !== ref.name && progressOf(fact.type) !== ref.name) return false;
  if (ref.source && !matchesFeed(ref.source, fact.source)) return false;
  if (ref.document && fact.event.data.document?.type !== ref.document) return false;
  if (!ref.when) return true;
  return matches(ref.when, { attributes: fact.event.data.attributes, orderValue: () => new Map() });
};

const fits = (fact: Fact, { line, notBefore, about }: Narrowing): boolean =>
  (line === undefined || fact.lines.length === 0 || fact.lines.some((each) => each.line === line)) &&
  (notBefore === undefined || (fact !== notBefore && !surelyBefore(fact, notBefore))) &&
  (about === undefined || objectOf(fact, about.type) === about.id);

/** Facts that any of the references means, in order; those whose clock is not believable last. */
export const factsFor = (refs: readonly EventRef[], scene: Scene, narrowing: Narrowing = {}): Fact[] => {
  const found = scene.counting.filter(
    (fact) => refs.some((ref) => refersTo(ref, fact)) && fits(fact, narrowing),
  );
  return found.every(({ inRange }) => inRange)
    ? found
    : [...found.filter(({ inRange }) => inRange), ...found.filter(({ inRange }) => !inRange)];
};

const isWhole = (ref: EventRef): boolean =>
  (ref.name === 'shipped' || ref.name === 'delivered') && !ref.source && !ref.document && !ref.when;

/**
 * The fact that first satisfied any of the references, null if none has. `shipped` and `delivered` mean the last piece of
 * the order or line, unless the question is about one start or one object.
 */
export const stopFor = (refs: readonly EventRef[], scene: Scene, narrowing: Narrowing): Fact | null => {
  const single = narrowing.notBefore !== undefined || narrowing.about !== undefined;
  const candidates = refs.flatMap((ref) => {
    if (single || !isWhole(ref) || !isMilestoneName(ref.name))
      return factsFor([ref], scene, narrowing)[0] ?? [];
    return scene.actual(ref.name, narrowing.line).fact ?? [];
  });
  return candidates.reduce<Fact | null>(
    (best, fact) => (best && !earlier(fact, best, scene) ? best : fact),
    null,
  );
};

/** Whether `a` stands before `b` in the order of events, facts with a believable clock before those without. */
export const earlier = (a: Fact, b: Fact, scene: Scene): boolean =>
  a.inRange === b.inRange ? scene.counting.indexOf(a) < scene.counting.indexOf(b) : a.inRange;
