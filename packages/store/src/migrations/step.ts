import { createHash } from 'node:crypto';

/** One recorded migration. Names are `0001-what`, in order; a checksum never changes once it is released. */
export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
};

/** What the database says was done. */
export type Applied = { readonly version: number; readonly name: string; readonly checksum: string };

/** SHA-256 (hex) over what statements make; settings and comments of a table may change without a migration. */
export const checksumOf = (statements: readonly string[]): string =>
  createHash('sha256')
    .update(statements.join(';\n').replaceAll(/^(SETTINGS|COMMENT) .*$/gm, ''))
    .digest('hex');

/**
 * Migrations that are still to be run, in order. Throws when the database holds one that we do not know (it was written
 * by a newer version) or one that says something else under the same number.
 */
export const pending = (
  where: string,
  known: readonly Migration[],
  applied: readonly Applied[],
): readonly Migration[] => {
  const byVersion = new Map(known.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of applied) {
    const migration = byVersion.get(version);
    if (migration === undefined) {
      throw new Error(
        `The data in ${where} was written by a newer version of Throughline: it holds migration ${version} ("${name}"), ` +
          `and this version knows ${known.length}. Nothing was changed. Start that newer version, or restore a backup ` +
          `that was made before it ran.`,
      );
    }
    if (checksumOf(migration.statements) !== checksum) {
      throw new Error(
        `Migration ${version} ("${name}") of ${where} is not the one that was run there. Nothing was changed. ` +
          `Use an unmodified release; a change to a table is a new migration.`,
      );
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  return known.filter(({ version }) => !done.has(version));
};
