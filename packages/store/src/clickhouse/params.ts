import type { Params, ParamValue } from './engine.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
  '\0': '\\0',
};
/** Escapes as ClickHouse's string literals and its escaped text format both read them. */
const escaped = (text: string): string =>
  text.replace(/[\\'\t\n\r\b\f\0]/g, (letter) => ESCAPES[letter] as string);
/** Text as a quoted literal of ClickHouse, also inside arrays and maps of its text formats. */
export const literal = (text: string): string => `'${escaped(text)}'`;

const item = (value: ParamValue): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'object') return `[${value.map(item).join(',')}]`;
  return String(value);
};
const formatted = (value: ParamValue): string => {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  return item(value);
};

const setStatement = (pairs: readonly string[]): string =>
  pairs.length === 0 ? '' : `SET ${pairs.join(', ')}; `;

/** Parameters as a SET statement of a session, `''` for none: the engine parses each by the type in its placeholder. */
export const setParams = (params: Params): string =>
  setStatement(Object.entries(params).map(([name, value]) => `param_${name} = ${literal(formatted(value))}`));

/** Settings as a SET statement of a session. */
export const setSettings = (settings: Readonly<Record<string, string | number>>): string =>
  setStatement(
    Object.entries(settings).map(
      ([name, value]) => `${name} = ${typeof value === 'number' ? value : literal(value)}`,
    ),
  );
