import { basename } from 'node:path';
import { type CompiledMapping, nameFits } from '@throughline/mapping';
import { ImportError } from '../problem.ts';
import type { FileNode, InputFile } from './read.ts';

type Roles = Map<string, FileNode>;

const list = (roles: Roles): string =>
  [...roles].map(([role, node]) => `${role}: ${[node.name].flat().join(' or ')}`).join('; ');

function roleOf(given: string, roles: Roles): { role: string; path: string } {
  const equals = given.indexOf('=');
  if (equals > 0 && roles.has(given.slice(0, equals))) {
    return { role: given.slice(0, equals), path: given.slice(equals + 1) };
  }
  const name = basename(given);
  const fitting = [...roles].filter(([, node]) => nameFits(name, node.name)).map(([role]) => role);
  const [role] = fitting;
  if (role !== undefined && fitting.length === 1) return { role, path: given };
  const first = [...roles.keys()][0];
  if (fitting.length > 1) {
    throw new ImportError(
      `${given} could be ${fitting.join(' or ')} by the file names of the mapping`,
      `Say which: ${fitting[0]}=${given}`,
    );
  }
  throw new ImportError(
    `${given} fits no file name of the mapping (${list(roles)})`,
    `Say what it is: ${first}=${given}, or add its name to the mapping.`,
  );
}

/**
 * Decides which file is the main one and which are side files: by the names that the mapping gives, or by
 * `ROLE=FILE`. Throws `ImportError` if that is not clear, or a file is missing.
 */
export function chooseFiles(
  given: readonly string[],
  files: CompiledMapping['files'],
): { main: InputFile; sides: InputFile[] } {
  const roles: Roles = new Map<string, FileNode>([
    ['main', files.main],
    ...Object.entries(files.joined ?? {}),
  ]);
  const chosen = new Map<string, InputFile>();
  for (const { role, path } of given.map((one) => roleOf(one, roles))) {
    const before = chosen.get(role);
    if (before) {
      throw new ImportError(
        `${before.path} and ${path} are both the ${role} file`,
        'Import them one after the other; an import can be repeated.',
      );
    }
    chosen.set(role, { role, path, name: basename(path), node: roles.get(role) ?? files.main });
  }
  for (const [role, node] of roles) {
    if (!chosen.has(role) && !('optional' in node && node.optional)) {
      throw new ImportError(
        `The ${role} file is missing (${[node.name].flat().join(' or ')})`,
        `Name it too${role === 'main' ? '' : ', or write optional: true beside it in the mapping'}.`,
      );
    }
  }
  const main = chosen.get('main');
  if (!main) throw new ImportError('The main file is missing', 'Name it.');
  return { main, sides: [...chosen.values()].filter((file) => file !== main) };
}
