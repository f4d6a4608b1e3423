export { type Compiled, type CompiledMapping, compileMapping } from './compile.ts';
export type { MappedEvent } from './compile-event.ts';
export type { RowProblem } from './fault.ts';
export { nameFits } from './file-names.ts';
export { mappingJsonSchema } from './json-schema.ts';
export { type MappedRow, mapRow, sourcesOf } from './map-row.ts';
export { OcelError, type OcelRow, ocelRows } from './ocel/rows.ts';
export type { MappingProblem } from './problems.ts';
export type { Joined, Row, RowContext } from './scope.ts';
