import type * as z from 'zod';

/** What a quick parser gives for a value that it does not accept: ask the schema itself. */
export const NOT_QUICK: unique symbol = Symbol('not quick');
export type QuickParse = (value: unknown) => unknown;

type Def = {
  type: string;
  shape?: Record<string, Node>;
  catchall?: Node;
  element?: Node;
  innerType?: Node;
  keyType?: Node;
  valueType?: Node;
  entries?: Record<string, string>;
  values?: unknown[];
  pattern?: RegExp;
  format?: string;
  check?: string;
  defaultValue?: unknown;
  checks?: { _zod: { def: CheckDef } }[];
};
type CheckDef = { check: string; minimum?: number; maximum?: number; format?: string; pattern?: RegExp };
type Node = { _zod: { def: Def } };

class UnknownSchema extends Error {}

/** The limits on length and the patterns among checks; anything else is not ours to judge. */
function limitsOf(def: Def): { least: number; most: number; patterns: RegExp[] } {
  const limits = { least: 0, most: Number.POSITIVE_INFINITY, patterns: [] as RegExp[] };
  const own = def.check === 'string_format' ? [def as unknown as CheckDef] : [];
  for (const check of [...own, ...(def.checks ?? []).map(({ _zod }) => _zod.def)]) {
    if (check.check === 'min_length') limits.least = Math.max(limits.least, check.minimum ?? 0);
    else if (check.check === 'max_length') limits.most = Math.min(limits.most, check.maximum ?? 0);
    else if (check.check === 'string_format' && check.pattern && !/[gy]/.test(check.pattern.flags)) {
      limits.patterns.push(check.pattern);
    } else throw new UnknownSchema(check.check);
  }
  if (def.format && limits.patterns.length === 0) throw new UnknownSchema(def.format);
  return limits;
}

function quickString(def: Def): QuickParse {
  const { least, most, patterns } = limitsOf(def);
  const [pattern, ...more] = patterns;
  if (more.length > 0) throw new UnknownSchema('several patterns');
  return (value) =>
    typeof value === 'string' &&
    value.length >= least &&
    value.length <= most &&
    (pattern === undefined || pattern.test(value))
      ? value
      : NOT_QUICK;
}

function quickArray(def: Def): QuickParse {
  const { least, most } = limitsOf(def);
  const element = compile(def.element as Node);
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return NOT_QUICK;
    const result = new Array<unknown>(value.length);
    for (let at = 0; at < value.length; at++) {
      const item = element(value[at]);
      if (item === NOT_QUICK) return NOT_QUICK;
      result[at] = item;
    }
    return result;
  };
}

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype;
};

function quickObject(def: Def): QuickParse {
  if (def.checks?.length) throw new UnknownSchema('checks of an object');
  const fields = Object.entries(def.shape ?? {}).map(([name, node]) => ({ name, parse: compile(node) }));
  const known = new Set(fields.map(({ name }) => name));
  const loose = def.catchall !== undefined;
  if (loose && def.catchall?._zod.def.type !== 'unknown') throw new UnknownSchema('catchall');
  return (value) => {
    if (!isPlain(value)) return NOT_QUICK;
    const result: Record<string, unknown> = {};
    for (const { name, parse } of fields) {
      const member = parse(Object.hasOwn(value, name) ? value[name] : undefined);
      if (member === NOT_QUICK) return NOT_QUICK;
      if (member !== undefined) result[name] = member;
    }
    if (loose) for (const name of Object.keys(value)) if (!known.has(name)) result[name] = value[name];
    return result;
  };
}

function quickRecord(def: Def): QuickParse {
  if (def.checks?.length) throw new UnknownSchema('checks of a record');
  const name = compile(def.keyType as Node);
  const member = compile(def.valueType as Node);
  return (value) => {
    if (!isPlain(value)) return NOT_QUICK;
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const parsed = member(value[key]);
      if (parsed === NOT_QUICK || name(key) === NOT_QUICK) return NOT_QUICK;
      result[key] = parsed;
    }
    return result;
  };
}

/** Makes a default value, each time a new one: whoever gets it may change it. */
function freshDefault(value: unknown): () => unknown {
  if (typeof value !== 'object' || value === null) return () => value;
  if (Array.isArray(value) && value.length === 0) return () => [];
  if (isPlain(value) && Object.keys(value).length === 0) return () => ({});
  throw new UnknownSchema('default');
}

function compile({ _zod: { def } }: Node): QuickParse {
  switch (def.type) {
    case 'string':
      return quickString(def);
    case 'array':
      return quickArray(def);
    case 'object':
      return quickObject(def);
    case 'record':
      return quickRecord(def);
    case 'unknown':
      return (value) => value;
    case 'enum': {
      const entries = new Set<unknown>(Object.values(def.entries ?? {}));
      return (value) => (entries.has(value) ? value : NOT_QUICK);
    }
    case 'literal': {
      const values = new Set(def.values);
      return (value) => (values.has(value) ? value : NOT_QUICK);
    }
    case 'optional': {
      const inner = compile(def.innerType as Node);
      return (value) => (value === undefined ? undefined : inner(value));
    }
    case 'default': {
      const inner = compile(def.innerType as Node);
      const fresh = freshDefault(def.defaultValue);
      return (value) => (value === undefined ? fresh() : inner(value));
    }
    default:
      throw new UnknownSchema(def.type);
  }
}

/**
 * Compiles a Zod schema into a parser of plain JSON that is many times quicker and gives the same result (but for
 * members that are undefined, which it leaves out). What it does not accept is `NOT_QUICK`: the schema then says why,
 * or accepts it after all. Null for a schema with parts that it does not know.
 */
export function quickParseOf(schema: z.ZodType): QuickParse | null {
  try {
    return compile(schema as unknown as Node);
  } catch (error) {
    if (error instanceof UnknownSchema) return null;
    throw error;
  }
}
