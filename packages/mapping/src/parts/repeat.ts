import { type Compiling, inside, type Place } from '../compiling.ts';
import type { WhenNode } from '../language/words.ts';
import { elementScope, type Read, type Scope } from '../scope.ts';
import { compileWhen } from '../values/condition.ts';
import { compilePath } from '../values/path.ts';

export type Repeated = { each?: string | undefined; when?: WhenNode | undefined };

const MOST = 20_000;

/** The scopes that a part is made in: the given one, or one per element of `each`; those where `when` holds. */
export const compileRepeat = (node: Repeated, place: Place, compiling: Compiling): Read<readonly Scope[]> => {
  const holds = compileWhen(node.when, [...place, 'when'], inside(compiling, node.each));
  if (node.each === undefined) return (scope) => (holds(scope) ? [scope] : []);
  const list = compilePath(node.each, [...place, 'each'], compiling);
  return (scope) => {
    const found = list(scope);
    const elements: readonly unknown[] = Array.isArray(found) ? found : found == null ? [] : [found];
    return elements
      .slice(0, MOST)
      .map((element, index) => elementScope(scope, element, index))
      .filter(holds);
  };
};

/** Compiles the repetition of `make`: one result per scope; results that are undefined are left out. */
export const compileEach = <T>(
  node: Repeated,
  place: Place,
  compiling: Compiling,
  make: Read<T | undefined>,
): Read<T[]> => {
  const scopes = compileRepeat(node, place, compiling);
  return (scope) => {
    const made: T[] = [];
    for (const inner of scopes(scope)) {
      const one = make(inner);
      if (one !== undefined) made.push(one);
    }
    return made;
  };
};

/** Runs several readers of lists and joins what they give. */
export const joinAll =
  <T>(reads: readonly Read<T[]>[]): Read<T[]> =>
  (scope) =>
    reads.flatMap((read) => read(scope));
