import type { Compiling, Place } from '../compiling.ts';
import type { ValueNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { checkWords, compileValue } from '../values/value.ts';

/** An object of the defined entries only: what is absent does not appear. */
export const defined = <T extends object>(entries: { [K in keyof T]: T[K] | undefined }): Partial<T> => {
  const kept: Partial<T> = {};
  for (const name of Object.keys(entries) as (keyof T)[]) {
    const value = entries[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
};

const nothing = () => undefined;

/** Compiles a value that need not be said. With `words`, a constant outside them is reported. */
export const optional = (
  node: ValueNode | undefined,
  place: Place,
  compiling: Compiling,
  words?: readonly string[],
): Read<string | undefined> => {
  if (node === undefined) return nothing;
  const value = compileValue(node, place, compiling);
  if (words) checkWords(value, words, place, compiling);
  return value.read;
};

/** Compiles values by name; absent ones do not appear. */
export const named = (
  node: { readonly [name: string]: ValueNode } | undefined,
  place: Place,
  compiling: Compiling,
): Read<Record<string, string>> => {
  const entries = Object.entries(node ?? {}).map(
    ([name, value]) => [name, compileValue(value, [...place, name], compiling).read] as const,
  );
  return (scope) => {
    const made: Record<string, string> = {};
    for (const [name, read] of entries) {
      const text = read(scope);
      if (text !== undefined) made[name] = text;
    }
    return made;
  };
};
