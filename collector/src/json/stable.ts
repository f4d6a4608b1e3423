import { isRawNumber } from './parse.ts';

const plain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);

/**
 * The same value with the members of every object in order of their names, and members without a value left out:
 * two texts of one content become one. What is in order already is given back as it is.
 */
export function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let at = 0; at < value.length; at++) {
      const item = inOrder(value[at]);
      if (item !== value[at]) {
        copy ??= value.slice();
        copy[at] = item;
      }
    }
    return copy ?? value;
  }
  if (!plain(value)) return value;
  const names = Object.keys(value);
  let same = true;
  let before = '';
  for (const name of names) {
    if (name < before || value[name] === undefined) same = false;
    before = name;
  }
  if (!same) names.sort();
  let copy: Record<string, unknown> | null = same ? null : {};
  for (const name of names) {
    const member = value[name];
    if (member === undefined) continue;
    const ordered = inOrder(member);
    if (ordered !== member) copy ??= { ...value };
    if (copy) copy[name] = ordered;
  }
  return copy ?? value;
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/**
 * Data as a schema gave it, in one order: members of `known` stand in the schema's order already, and what is within
 * them too, but for those of `free`, whose content is anybody's.
 */
export function dataInOrder<T extends Record<string, unknown>>(
  data: T,
  known: ReadonlySet<string>,
  free: readonly string[],
): T {
  const extra = Object.keys(data).filter((name) => !known.has(name));
  const ordered: Record<string, unknown> = { ...data };
  for (const name of extra) delete ordered[name];
  for (const name of free) if (ordered[name] !== undefined) ordered[name] = inOrder(ordered[name]);
  for (const name of extra.sort(byName)) ordered[name] = inOrder(data[name]);
  return ordered as T;
}
