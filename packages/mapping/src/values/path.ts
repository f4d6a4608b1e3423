import type { Compiling, Place } from '../compiling.ts';
import type { Read, Row, Scope } from '../scope.ts';

type Segment = string | number;
const SPECIAL = ['$row', '$parent', '$item', '$index', '$line', '$file', '$source', '$instance'] as const;

const TOKEN = /\.?([^.[\]{}'"]+)|\[(\d{1,9})\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Takes a path apart; null if it is not one. */
export const parsePath = (text: string): Segment[] | null => {
  const segments: Segment[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const dotted = text[at] === '.';
    if (dotted && at === 0) return null;
    const found = TOKEN.exec(text);
    if (!found) return null;
    if (found[1] !== undefined && !dotted && at > 0) return null;
    if (found[2] !== undefined) segments.push(Number(found[2]));
    else segments.push((found[1] ?? found[3] ?? found[4] ?? '').trim());
    at = TOKEN.lastIndex;
  }
  return segments.length > 0 ? segments : null;
};

const step = (from: unknown, segment: Segment): unknown => {
  if (from === null || typeof from !== 'object') return undefined;
  if (Array.isArray(from)) return typeof segment === 'number' ? from[segment] : undefined;
  // Own properties only: a row may not reach what every object inherits.
  return Object.hasOwn(from, segment) ? (from as Record<Segment, unknown>)[segment] : undefined;
};

const special = (name: string): Read<unknown> | null => {
  switch (name as (typeof SPECIAL)[number]) {
    case '$row':
      return (scope) => scope.row;
    case '$item':
      return (scope) => scope.value;
    case '$parent':
      return (scope) => (scope.parent ?? scope).value;
    case '$index':
      return (scope) => scope.index + 1;
    case '$line':
      return (scope) => scope.context.line;
    case '$file':
      return (scope) => scope.context.file;
    case '$source':
      return (scope) => scope.context.source;
    case '$instance':
      return (scope) => scope.context.source.slice(scope.context.source.indexOf('/') + 1);
    default:
      return null;
  }
};

const joinedRows = (scope: Scope, name: string): unknown => {
  const joined = scope.context.joined;
  return joined && Object.hasOwn(joined, name) ? joined[name] : [];
};

/** Keeps which field of which file is read, so that a reader can say early that a file lacks it. */
const note = (segments: readonly Segment[], place: Place, { at, joined, fields }: Compiling): void => {
  const [first, second, third] = segments;
  const [file, field] =
    first === '$row'
      ? ['main', second]
      : typeof first === 'string' && joined.has(first)
        ? [first, third]
        : [at, first];
  if (file === null || typeof field !== 'string' || field.startsWith('$')) return;
  const known = fields.get(file) ?? new Map<string, Place>();
  fields.set(file, known);
  if (!known.has(field)) known.set(field, place);
};

/** Reads the text of a field straight from a row, as the keys of side files do; undefined when it has none. */
export const fieldText = (row: Row, path: string): string | undefined => {
  const segments = parsePath(path) ?? [];
  const value = step(row, path) ?? segments.reduce<unknown>(step, row);
  if (typeof value === 'string') return value.trim() || undefined;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
};

/**
 * Compiles a path to a reader that never throws. A path starts at the row, or at the element being repeated over; a
 * first name that is a side file's starts at its joined rows; `$...` names are listed in the error of an unknown one.
 */
export const compilePath = (text: string, place: Place, compiling: Compiling): Read<unknown> => {
  const segments = parsePath(text);
  if (!segments) {
    compiling.fail(
      place,
      `"${text}" is not a path`,
      'Write names with dots and [n]: "customer.city", "lines[0].sku"; quote a name that holds dots: "[\'a.b\']".',
    );
    return () => undefined;
  }
  const [first, ...rest] = segments as [Segment, ...Segment[]];
  note(segments, place, compiling);
  const walk = (from: unknown, by: readonly Segment[]): unknown => by.reduce(step, from);
  if (typeof first === 'string' && first.startsWith('$')) {
    const start = special(first);
    if (!start) compiling.fail(place, `There is no "${first}"`, `Use one of ${SPECIAL.join(', ')}.`);
    return start ? (scope) => walk(start(scope), rest) : () => undefined;
  }
  if (typeof first === 'string' && compiling.joined.has(first)) {
    return (scope) => walk(joinedRows(scope, first), rest);
  }
  if (segments.length === 1) return (scope) => step(scope.value, first);
  // A column whose very name has dots or brackets in it is taken before the nested reading of the same text.
  return (scope) => step(scope.value, text) ?? walk(scope.value, segments);
};
