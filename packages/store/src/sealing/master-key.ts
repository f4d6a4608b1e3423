import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';

/** The key that wraps all data keys. `id` (16 hex) names it without telling it. */
export type MasterKey = { readonly id: string; readonly key: Buffer };

const KEY_BYTES = 32;

/** The name of a master key: the first 8 bytes of its SHA-256. */
export const masterKeyOf = (key: Buffer): MasterKey => ({
  id: createHash('sha256').update(key).digest('hex').slice(0, 16),
  key,
});

const create = async (file: string, random: (bytes: number) => Buffer): Promise<Buffer | undefined> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const key = random(KEY_BYTES);
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${key.toString('base64')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
};

/**
 * Reads the master key from `file` (base64 of 32 bytes), making it (mode 0600) when there is none. It must lie outside
 * `dataDir`, so that a copy of the data is of no use alone. Throws an Error with the remedy.
 */
export const loadMasterKey = async (
  file: string,
  dataDir: string,
  random: (bytes: number) => Buffer = randomBytes,
): Promise<MasterKey> => {
  const inside = relative(resolve(dataDir), resolve(file));
  if (!inside.startsWith('..')) {
    throw new Error(
      `The master key ${file} lies inside the data directory: set THROUGHLINE_MASTER_KEY_FILE to a file outside it`,
    );
  }
  try {
    const made = await create(file, random);
    if (made) return masterKeyOf(made);
    const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
    if (key.length !== KEY_BYTES) throw new Error(`it holds ${key.length} bytes instead of ${KEY_BYTES}`);
    return masterKeyOf(key);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `The master key ${file} cannot be used: ${why}. Restore the file from your backup, or set ` +
        `THROUGHLINE_MASTER_KEY_FILE to one that this user can read (payloads sealed under another key stay closed).`,
      { cause },
    );
  }
};
