import type { Compiling, Place } from '../compiling.ts';
import { FaultError } from '../fault.ts';
import type { Read } from '../scope.ts';
import { compilePath } from './path.ts';

/** A template taken apart: `fields` are the paths it names; `literal` is its text when it names none. */
export type Template = { fields: readonly string[]; literal: string | null; read: Read<string | undefined> };

/** Text of a field, trimmed; undefined when there is nothing. Throws `FaultError` for what has no exact text. */
export const textOf = (value: unknown, field: string): string | undefined => {
  switch (typeof value) {
    case 'string': {
      const text = value.trim();
      return text === '' ? undefined : text;
    }
    case 'number':
      if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) {
        return String(value);
      }
      throw new FaultError(
        'inexact-number',
        field,
        `"${field}" holds a number too large to be exact`,
        'Read it as text: quote it in the file, or send it as a string.',
      );
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return undefined;
    default:
      if (value === null) return undefined;
      throw new FaultError(
        'not-text',
        field,
        `"${field}" holds a list or an object where a single value is needed`,
        'Name a field inside it in the mapping, such as "field.name" or "field[0]", or repeat over it with each.',
      );
  }
};

const PIECE = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/** Compiles a template. It is absent (undefined) as soon as one field that it names is. */
export const compileTemplate = (text: string, place: Place, compiling: Compiling): Template => {
  const fields: string[] = [];
  const parts: Read<string | undefined>[] = [];
  let literal = '';
  for (const [piece, path] of text.matchAll(PIECE)) {
    if (path !== undefined) {
      const read = compilePath(path.trim(), place, compiling);
      fields.push(path.trim());
      parts.push((scope) => textOf(read(scope), path.trim()));
    } else if (piece === '{' || piece === '}') {
      compiling.fail(
        place,
        `A lone "${piece}" in "${text}"`,
        'Write {field}, or double it to mean the brace.',
      );
    } else {
      const plain = piece === '{{' ? '{' : piece === '}}' ? '}' : piece;
      literal += plain;
      parts.push(() => plain);
    }
  }
  if (fields.length === 0) return { fields, literal, read: () => (literal === '' ? undefined : literal) };
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) return { fields, literal: null, read: only };
  return {
    fields,
    literal: null,
    read: (scope) => {
      let out = '';
      for (const part of parts) {
        const piece = part(scope);
        if (piece === undefined) return undefined;
        out += piece;
      }
      return out;
    },
  };
};
