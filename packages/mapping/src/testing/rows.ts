import type { CompiledMapping } from '../compile.ts';
import { compileMapping } from '../compile.ts';
import { type MappedRow, mapRow } from '../map-row.ts';
import type { Joined, Row } from '../scope.ts';

/** A mapping in YAML with the given body after its usual head; throws with its problems if it has any. */
export const mappingOf = (body: string, files = 'files: { main: { name: "*.csv" } }'): CompiledMapping => {
  const { mapping, problems } = compileMapping(`version: 1\nname: test\nsource: oms/test\n${files}\n${body}`);
  if (!mapping) throw new Error(JSON.stringify(problems, null, 2));
  return mapping;
};

/** Runs a mapping on one row, as line 2 of `orders.csv`. */
export const mapped = (mapping: CompiledMapping, row: Row, joined: Joined = {}): MappedRow =>
  mapRow(mapping, row, { line: 2, file: 'orders.csv', source: mapping.source, joined });
