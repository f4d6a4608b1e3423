import type { CompiledMapping } from '@throughline/mapping';
import { ImportError } from '../problem.ts';
import { csvRows } from './csv.ts';
import { jsonLines, ocelFile } from './json.ts';
import { type OnBytes, textOf } from './open.ts';
import type { FileRow } from './row.ts';

export type FileNode =
  | CompiledMapping['files']['main']
  | NonNullable<CompiledMapping['files']['joined']>[string];
/** A file of an import: what the mapping says of it, and the fields that the mapping needs to find in it. */
export type InputFile = { role: string; path: string; name: string; node: FileNode };

/** Throws `ImportError` if a CSV file lacks a column that the mapping reads. */
export function requireColumns(
  mapping: CompiledMapping,
  file: InputFile,
  columns: readonly string[],
  mappingName: string,
): void {
  const uses = [...(mapping.fields.get(file.role) ?? [])];
  for (const [role, side] of Object.entries(mapping.files.joined ?? {})) {
    const field = role === file.role ? side.key : file.role === 'main' ? side.parent : undefined;
    if (field !== undefined) uses.push({ field, place: `files.joined.${role}`, line: 0 });
  }
  for (const { field, place, line } of uses) {
    if (columns.includes(field)) continue;
    const dotted = columns.some((column) => column.startsWith(`${field}.`) || column.startsWith(`${field}[`));
    if (dotted) continue;
    throw new ImportError(
      `${file.name} has no column "${field}", which ${mappingName}${line > 0 ? `, line ${line},` : ''} reads (${place})`,
      `Correct the name there. The columns are: ${columns.join(', ')}.`,
    );
  }
}

/** The rows of a file, by its format. Throws `ImportError` where the file as a whole cannot be read. */
export function rowsOf(
  file: InputFile,
  onColumns: (columns: readonly string[]) => void,
  onBytes: OnBytes = () => {},
): AsyncGenerator<FileRow> {
  const text = textOf(file.path, file.node.encoding, onBytes);
  switch (file.node.format) {
    case 'csv':
      return csvRows(text, { name: file.name, delimiter: file.node.delimiter }, onColumns);
    case 'jsonl':
      return jsonLines(text);
    case 'ocel':
      return ocelFile(text, file.name);
  }
}
