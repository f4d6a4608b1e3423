import { camel } from '../tables/table.ts';

type Decode = (value: unknown) => unknown;

const FLOATS: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};
const asIs: Decode = (value) => value;
const asBig: Decode = (value) => BigInt(value as string);
const asFloat: Decode = (value) => (typeof value === 'string' ? (FLOATS[value] ?? Number(value)) : value);
/** `2025-01-31T23:59:59.999Z` → milliseconds. */
const asMillis: Decode = (value) => Date.parse(value as string);

/** Splits `A, B(C, D)` at its outer commas. */
const splitTypes = (list: string): string[] => {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < list.length; at += 1) {
    const letter = list[at];
    if (letter === '(') depth += 1;
    else if (letter === ')') depth -= 1;
    else if (letter === ',' && depth === 0) {
      parts.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(list.slice(from).trim());
  return parts;
};

const inner = (type: string): string => type.slice(type.indexOf('(') + 1, -1);

const ofTuple = (type: string): Decode => {
  const decoders = splitTypes(inner(type)).map((part) => decoderOf(part.replace(/^[a-z_]\w* (?=[A-Z])/, '')));
  return (value) =>
    Array.isArray(value)
      ? value.map((item, index) => decoders[index]?.(item))
      : Object.fromEntries(
          Object.entries(value as Record<string, unknown>).map(([name, item], index) => [
            camel(name),
            decoders[index]?.(item),
          ]),
        );
};

const ofMap = (type: string): Decode => {
  const decode = decoderOf(splitTypes(inner(type))[1] ?? 'String');
  if (decode === asIs) return asIs;
  return (value) =>
    Object.fromEntries(
      Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, decode(item)]),
    );
};

/**
 * How a value of a ClickHouse type becomes ours: integers of 64 bits and more → bigint, date-times → UTC milliseconds,
 * decimals → exact strings, the rest as JSON gives it.
 */
export const decoderOf = (type: string): Decode => {
  if (/^U?Int(64|128|256)$/.test(type)) return asBig;
  if (/^DateTime(64)?(\(|$)/.test(type)) return asMillis;
  if (/^B?Float/.test(type)) return asFloat;
  if (type.startsWith('Nullable(')) {
    const decode = decoderOf(inner(type));
    return (value) => (value === null ? null : decode(value));
  }
  if (type.startsWith('LowCardinality(')) return decoderOf(inner(type));
  if (type.startsWith('SimpleAggregateFunction(')) {
    return decoderOf(splitTypes(inner(type)).slice(1).join(', '));
  }
  if (type.startsWith('Array(')) {
    const decode = decoderOf(inner(type));
    return decode === asIs ? asIs : (value) => (value as unknown[]).map(decode);
  }
  if (type.startsWith('Map(')) return ofMap(type);
  if (type.startsWith('Tuple(')) return ofTuple(type);
  return asIs;
};

/** Turns lines of JSONCompactEachRow into rows with camelCase names. */
export type RowDecoder = (line: string) => Record<string, unknown>;

/** A decoder for the two header lines (names, types) of JSONCompactEachRowWithNamesAndTypes. */
export const rowDecoder = (namesLine: string, typesLine: string): RowDecoder => {
  const names = (JSON.parse(namesLine) as string[]).map(camel);
  const decoders = (JSON.parse(typesLine) as string[]).map(decoderOf);
  return (line) => {
    const values = JSON.parse(line) as unknown[];
    const row: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) {
      row[names[at] as string] = (decoders[at] as Decode)(values[at]);
    }
    return row;
  };
};

/** All rows of a whole answer in JSONCompactEachRowWithNamesAndTypes. */
export const decodeRows = (answer: string): Record<string, unknown>[] => {
  const lines = answer.split('\n');
  const [names, types] = lines;
  if (!names || !types) return [];
  const decode = rowDecoder(names, types);
  const rows: Record<string, unknown>[] = [];
  for (let at = 2; at < lines.length; at += 1) {
    const line = lines[at];
    if (line) rows.push(decode(line));
  }
  return rows;
};
