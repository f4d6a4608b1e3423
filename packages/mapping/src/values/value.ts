import type { Compiling, Place } from '../compiling.ts';
import { FaultError, shown } from '../fault.ts';
import type { ValueNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { compileTemplate, type Template } from './template.ts';

type Parts = Exclude<ValueNode, string | number | boolean>;
/** A compiled value: `field` names what it reads, for messages; `literals` are all texts it can be, null if open. */
export type Value = { field: string; literals: readonly string[] | null; read: Read<string | undefined> };

const constant = (text: string): Value => ({ field: text, literals: [text], read: () => text });

/** Compiles a value: absent is undefined, never the empty string. */
export const compileValue = (node: ValueNode, place: Place, compiling: Compiling): Value => {
  if (typeof node === 'number' || typeof node === 'boolean') return constant(String(node));
  if (typeof node === 'string') {
    const template = compileTemplate(node, place, compiling);
    if (template.literal !== null) return constant(template.literal);
    return { field: template.fields.join(', '), literals: null, read: template.read };
  }
  return compileParts(node, place, compiling);
};

const templatesOf = (node: Parts, place: Place, compiling: Compiling): Template[] => {
  if ((node.value === undefined) === (node.first === undefined)) {
    compiling.fail(place, 'A value needs either "value" or "first"', 'Name the field: value: "{column}".');
  }
  if (node.value !== undefined) return [compileTemplate(node.value, [...place, 'value'], compiling)];
  return (node.first ?? []).map((text, index) =>
    compileTemplate(text, [...place, 'first', index], compiling),
  );
};

const compileParts = (node: Parts, place: Place, compiling: Compiling): Value => {
  const templates = templatesOf(node, place, compiling);
  const field = templates.flatMap((template) => template.fields).join(', ');
  const meanings = node.map && new Map(Object.entries(node.map).map(([from, to]) => [from, String(to)]));
  const fallback = node.else === undefined ? undefined : String(node.else);
  const raw: Read<string | undefined> = (scope) => {
    for (const template of templates) {
      const text = template.read(scope);
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const cased = (text: string) =>
    node.case === 'lower' ? text.toLowerCase() : node.case === 'upper' ? text.toUpperCase() : text;
  const literals = meanings ? [...meanings.values(), ...(fallback === undefined ? [] : [fallback])] : null;
  return {
    field,
    literals,
    read: (scope) => {
      const text = raw(scope);
      if (text === undefined) return fallback;
      if (!meanings) return cased(text);
      return meanings.get(text) ?? fallback;
    },
  };
};

/** The value, which must be there: throws `FaultError` when it is not. */
export const required = (value: Value, what: string): Read<string> => {
  return (scope) => {
    const text = value.read(scope);
    if (text !== undefined) return text;
    throw new FaultError(
      'missing-value',
      value.field,
      `${what} is missing: "${value.field}" is empty, or holds a value that the mapping does not list`,
      'Fill the field, give the mapping an "else", or a "when" that leaves such rows out.',
    );
  };
};

/** Reports, while compiling, a value that can never be one of `words`. */
export const checkWords = (
  value: Value,
  words: readonly string[],
  place: Place,
  compiling: Compiling,
): void => {
  for (const literal of value.literals ?? []) {
    if (!words.includes(literal)) {
      compiling.fail(place, `${shown(literal)} is not a word here`, `Use one of: ${words.join(', ')}.`);
    }
  }
};
