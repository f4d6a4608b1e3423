import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { BUILT_IN_NAMESPACES, type KeyNamespace, KeyNamespaceSchema } from '@throughline/contracts';
import * as z from 'zod';
import type { IntakeDirectory } from '../intake/intake-config.ts';

const BookSchema = z.record(z.string(), z.array(KeyNamespaceSchema));

/**
 * The key namespaces of each workspace: built in, declared in the console, and declared by the mappings of imports. The
 * last are kept in `file`, since later events of other sources show the same keys.
 */
export class NamespaceBook {
  private readonly file: string;
  private readonly directory: IntakeDirectory;
  private learned: Record<string, KeyNamespace[]> = {};

  constructor(file: string, directory: IntakeDirectory) {
    this.file = file;
    this.directory = directory;
    try {
      this.learned = BookSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      // None yet, or a torn file: the records of imports bring their namespaces again.
    }
  }

  /** What is declared in a workspace; of two declarations of one name the later counts. */
  of(workspace: number): KeyNamespace[] {
    return [
      ...BUILT_IN_NAMESPACES,
      ...(this.learned[workspace] ?? []),
      ...this.directory.namespaces(workspace),
    ];
  }

  /** Adds the namespaces that a mapping declares. */
  learn(workspace: number, declared: readonly KeyNamespace[]): void {
    const known = this.learned[workspace] ?? [];
    const text = (one: KeyNamespace) => JSON.stringify(one);
    const fresh = declared.filter((one) => !known.some((other) => text(other) === text(one)));
    if (fresh.length === 0) return;
    const names = new Set(fresh.map(({ namespace }) => namespace));
    this.learned[workspace] = [...known.filter(({ namespace }) => !names.has(namespace)), ...fresh];
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(this.learned), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch {
      // In force all the same; a full disk costs the copy.
    }
  }
}
