import type { Compiling, Place } from '../compiling.ts';
import type { ConditionNode, WhenNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { compilePath } from './path.ts';
import { compilePattern } from './pattern.ts';

const isThere = (value: unknown): boolean =>
  typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) ? value.length > 0 : value != null;

const scalarText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') {
    return String(value);
  }
  return undefined;
};

const compileTest = (
  node: Extract<ConditionNode, { field: string }>,
  place: Place,
  compiling: Compiling,
): Read<boolean> => {
  const read = compilePath(node.field, [...place, 'field'], compiling);
  const tests: ((text: string) => boolean)[] = [];
  const { equals, in: list, matches } = node;
  if (equals !== undefined) tests.push((text) => text === String(equals));
  if (list) {
    const members = new Set(list.map(String));
    tests.push((text) => members.has(text));
  }
  if (matches !== undefined) {
    const pattern = compilePattern(matches);
    if (typeof pattern === 'string') {
      compiling.fail(
        [...place, 'matches'],
        `The pattern cannot be used: ${pattern}`,
        'Use a plain pattern for the whole value, such as "SP-[0-9]+", or several conditions under any.',
      );
    } else tests.push(pattern);
  }
  return (scope) => {
    const text = scalarText(read(scope)) ?? '';
    return tests.every((test) => test(text));
  };
};

const compileOne = (node: ConditionNode, place: Place, compiling: Compiling): Read<boolean> => {
  const several = (word: string, nodes: readonly ConditionNode[]) =>
    nodes.map((inner, index) => compileOne(inner, [...place, word, index], compiling));
  const paths = (word: string, named: string | string[]) =>
    [named].flat().map((path) => compilePath(path, [...place, word], compiling));
  if ('present' in node) {
    const reads = paths('present', node.present);
    return (scope) => reads.every((read) => isThere(read(scope)));
  }
  if ('absent' in node) {
    const reads = paths('absent', node.absent);
    return (scope) => reads.every((read) => !isThere(read(scope)));
  }
  if ('all' in node) {
    const tests = several('all', node.all);
    return (scope) => tests.every((test) => test(scope));
  }
  if ('any' in node) {
    const tests = several('any', node.any);
    return (scope) => tests.some((test) => test(scope));
  }
  if ('not' in node) {
    const test = compileOne(node.not, [...place, 'not'], compiling);
    return (scope) => !test(scope);
  }
  return compileTest(node, place, compiling);
};

/** Compiles a condition to a test that never throws; without one it always holds. */
export const compileWhen = (
  node: WhenNode | undefined,
  place: Place,
  compiling: Compiling,
): Read<boolean> => {
  if (node === undefined) return () => true;
  if (!Array.isArray(node)) return compileOne(node, place, compiling);
  const tests = node.map((inner, index) => compileOne(inner, [...place, index], compiling));
  return (scope) => tests.every((test) => test(scope));
};
