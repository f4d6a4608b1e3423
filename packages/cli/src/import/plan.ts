import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { IMPORT_LIMITS, type ImportFile, type ImportObserved } from '@throughline/contracts';
import { type CompiledMapping, compileMapping } from '@throughline/mapping';
import { chooseFiles } from '../files/choose.ts';
import { identify } from '../files/open.ts';
import type { InputFile } from '../files/read.ts';
import { ImportError, why } from '../problem.ts';

export type PlanOptions = {
  files: readonly string[];
  mapping: string;
  source?: string | undefined;
  observed: ImportObserved;
  /** Makes a repeat a new import, so that everything is sent again. */
  salt?: string | undefined;
};

/** All that an import is, before its first row is read. */
export type ImportPlan = {
  importId: string;
  source: string;
  observed: ImportObserved;
  mapping: CompiledMapping;
  mappingName: string;
  mappingText: string;
  main: InputFile;
  sides: InputFile[];
  files: ImportFile[];
};

async function readMapping(path: string): Promise<{ text: string; mapping: CompiledMapping }> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new ImportError(`The mapping ${path} cannot be read (${why(error)})`, 'Check its name.');
  });
  if (Buffer.byteLength(text) > IMPORT_LIMITS.mappingBytes) {
    throw new ImportError(
      `The mapping ${path} is larger than ${IMPORT_LIMITS.mappingBytes} bytes`,
      'Split it into several imports.',
    );
  }
  const { mapping, problems } = compileMapping(text);
  if (mapping) return { text, mapping };
  const all = problems.map(
    ({ line, column, place, detail, remedy }) =>
      `${path}:${line}:${column}  ${place ? `${place}: ` : ''}${detail}\n    ${remedy}`,
  );
  throw new ImportError(
    `The mapping has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n  ${all.join('\n  ')}`,
    'Correct these lines; docs/importing.md describes the language.',
  );
}

/** Hash of what is imported and how, as 32 hex digits: the same content is the same import, on any machine. */
const idOf = (mapping: string, source: string, observed: string, files: readonly ImportFile[], salt = '') => {
  const content = files.map(({ role, sha256 }) => [role, sha256]).sort();
  return createHash('sha256')
    .update(JSON.stringify([mapping, source, observed, content, salt]))
    .digest('hex')
    .slice(0, 32);
};

/** Reads the mapping, decides which file is which, and names the import. Throws `ImportError`. */
export async function planImport(options: PlanOptions): Promise<ImportPlan> {
  const { text, mapping } = await readMapping(options.mapping);
  const { main, sides } = chooseFiles(options.files, mapping.files);
  const source = options.source ?? mapping.source;
  const files: ImportFile[] = [];
  for (const file of [main, ...sides]) files.push({ ...(await identify(file.path)), role: file.role });
  return {
    importId: idOf(text, source, options.observed, files, options.salt),
    source,
    observed: options.observed,
    mapping,
    mappingName: options.mapping,
    mappingText: text,
    main,
    sides,
    files,
  };
}
