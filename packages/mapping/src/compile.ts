import { BUILT_IN_NAMESPACES, type KeyNamespace, KeyNamespaceSchema } from '@throughline/contracts';
import { compileEvent, type EventMaker } from './compile-event.ts';
import type { Compiling, Place } from './compiling.ts';
import { type MappingNode, MappingSchema } from './language/mapping.ts';
import { desugarOcel } from './ocel/desugar.ts';
import { languageProblems, locator, type MappingProblem, placeText } from './problems.ts';
import { readYaml } from './read-yaml.ts';
import type { Read } from './scope.ts';
import { compileWhen } from './values/condition.ts';

/** A mapping ready to run. `namespaces` are those it declares; `files` says what its readers need to know. */
export type CompiledMapping = {
  name: string;
  source: string;
  files: MappingNode['files'];
  namespaces: readonly KeyNamespace[];
  completeThrough: MappingNode['completeThrough'];
  otherwise: NonNullable<MappingNode['otherwise']>;
  skip: readonly { holds: Read<boolean>; reason: string }[];
  events: readonly EventMaker[];
  /** Top-level fields that the mapping reads, per file (`main` or a side file's name), with where it does. */
  fields: ReadonlyMap<string, readonly FieldUse[]>;
};
export type FieldUse = { field: string; place: string; line: number };
export type Compiled =
  | { mapping: CompiledMapping; problems: readonly [] }
  | { mapping: null; problems: readonly MappingProblem[] };

type Found = { place: Place; detail: string; remedy: string };
type Locate = (place: Place) => { line: number; column: number };

const checkNamespaces = (mapping: MappingNode, fail: Compiling['fail']): readonly KeyNamespace[] => {
  const declared = mapping.namespaces ?? [];
  const known = new Map(BUILT_IN_NAMESPACES.map((one) => [one.namespace, one]));
  declared.forEach((one, index) => {
    const before = known.get(one.namespace);
    if (before && before.role !== one.role) {
      fail(
        ['namespaces', index, 'role'],
        `"${one.namespace}" is known already, with the role ${before.role}`,
        'Leave its declaration out, or choose another name.',
      );
    }
    known.set(one.namespace, one);
  });
  const used = [
    ...(mapping.defaults?.keys ?? []).map((key, at) => ({ key, place: ['defaults', 'keys', at] })),
    ...(mapping.events ?? []).flatMap((event, index) =>
      (event.keys ?? []).map((key, at) => ({ key, place: ['events', index, 'keys', at] })),
    ),
  ];
  for (const { key, place } of used) {
    if (!known.has(key.namespace)) {
      fail(
        [...place, 'namespace'],
        `No namespace "${key.namespace}" is known, so its keys would join nothing`,
        'Declare it under namespaces with a role (identity, part, shared, weak), or use a built-in one.',
      );
    }
  }
  return declared.map((one) => KeyNamespaceSchema.parse(one));
};

const fieldUses = (fields: Compiling['fields'], locate: Locate): CompiledMapping['fields'] =>
  new Map(
    [...fields].map(([file, uses]) => [
      file,
      [...uses].map(([field, place]) => ({ field, place: placeText(place), line: locate(place).line })),
    ]),
  );

const build = (written: MappingNode, found: Found[], locate: Locate): CompiledMapping => {
  const mapping = desugarOcel(written);
  const fail: Compiling['fail'] = (place, detail, remedy) => found.push({ place, detail, remedy });
  const joined = Object.keys(mapping.files.joined ?? {});
  if (joined.includes('main'))
    fail(['files', 'joined', 'main'], '"main" is the main file', 'Choose another name.');
  if (!mapping.events?.length)
    fail(['events'], 'The mapping makes no event', 'Give it at least one, under events.');
  if (mapping.ocel && mapping.files.main.format !== 'ocel') {
    fail(['files', 'main', 'format'], 'ocel: needs a main file of that format', 'Write format: ocel.');
  }
  const compiling: Compiling = {
    joined: new Set(joined),
    at: 'main',
    fields: new Map(),
    time: mapping.time ?? {},
    currency: mapping.currency,
    fail,
  };
  const defaults = mapping.defaults ?? {};
  const skip = (mapping.skip ?? []).map(({ when, reason }, index) => ({
    holds: compileWhen(when, ['skip', index, 'when'], compiling),
    reason,
  }));
  const events = (mapping.events ?? []).map((event, index) =>
    compileEvent(event, defaults, ['events', index], compiling),
  );
  return {
    name: mapping.name,
    source: mapping.source,
    files: mapping.files,
    namespaces: checkNamespaces(mapping, fail),
    completeThrough: mapping.completeThrough,
    otherwise: mapping.otherwise ?? 'skip',
    skip,
    events,
    fields: fieldUses(compiling.fields, locate),
  };
};

const compileObject = (document: unknown, locate: Locate): Compiled => {
  const found: Found[] = [];
  const parsed = MappingSchema.safeParse(document);
  const mapping = parsed.success ? build(parsed.data, found, locate) : null;
  if (!parsed.success) found.push(...languageProblems(parsed.error));
  if (mapping && found.length === 0) return { mapping, problems: [] };
  const problems = found.map((one) => ({
    ...locate(one.place),
    place: placeText(one.place),
    detail: one.detail,
    remedy: one.remedy,
  }));
  const once = new Map(problems.map((one) => [`${one.line} ${one.place} ${one.detail}`, one]));
  return { mapping: null, problems: [...once.values()] };
};

const failed = (line: number, column: number, detail: string, remedy: string): Compiled => ({
  mapping: null,
  problems: [{ line, column, place: '', detail, remedy }],
});

/**
 * Compiles a mapping, given as YAML text or as the object it stands for. Never throws: a mapping with anything wrong
 * gives all its problems, with their lines, and no mapping.
 */
export const compileMapping = (input: string | object): Compiled => {
  try {
    if (typeof input !== 'string') return compileObject(input, () => ({ line: 0, column: 0 }));
    const read = readYaml(input);
    if (!('document' in read)) return failed(read.line, read.column, read.detail, read.remedy);
    return compileObject(read.document.toJS({ maxAliasCount: 100 }), locator(read.document, read.lines));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failed(
      1,
      1,
      `The mapping cannot be read: ${why}`,
      'Write it flatter and without piled-up aliases.',
    );
  }
};
