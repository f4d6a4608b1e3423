import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own under the system's temporary one, and how to remove it with all that is in it. */
export type TempDir = { readonly path: string; readonly remove: () => Promise<void> };

/** Makes an empty temporary directory. */
export const makeTempDir = async (label = 'test'): Promise<TempDir> => {
  const path = await mkdtemp(join(tmpdir(), `throughline-${label}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
};
