import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  type IngestKey,
  type IntakeConfig,
  IntakeConfigSchema,
  type KeyNamespace,
} from '@throughline/contracts';

/** What the collector asks of the intake configuration. */
export type IntakeDirectory = {
  version(): number;
  /** The key whose SHA-256, in hex, is `hash`. */
  keyByHash(hash: string): IngestKey | undefined;
  /** The `kind/instance` that a stranger's source URI is registered as. */
  sourceOfUri(workspace: number, uri: string): string | undefined;
  /** Namespaces that a workspace declares beyond the built-in ones. */
  namespaces(workspace: number): readonly KeyNamespace[];
};

/** The configuration before any was published: nobody may send. */
export const NO_INTAKE: IntakeConfig = {
  version: 0,
  publishedAt: new Date(0).toISOString(),
  keys: [],
  sources: [],
  namespaces: [],
};

/**
 * The intake configuration in force: `publish` takes a newer version and keeps it in `file`, so that the collector
 * starts with the last good copy when whoever publishes is away.
 */
export class IntakeConfigHolder implements IntakeDirectory {
  private readonly file: string;
  private config: IntakeConfig = NO_INTAKE;
  private keys = new Map<string, IngestKey>();
  private uris = new Map<string, string>();
  private declared = new Map<number, KeyNamespace[]>();

  constructor(file: string) {
    this.file = file;
    try {
      this.use(IntakeConfigSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
    } catch {
      // No copy yet, or a torn one: the next publication brings it.
    }
  }

  version(): number {
    return this.config.version;
  }

  keyByHash(hash: string): IngestKey | undefined {
    return this.keys.get(hash);
  }

  sourceOfUri(workspace: number, uri: string): string | undefined {
    return this.uris.get(`${workspace}\0${uri}`);
  }

  namespaces(workspace: number): readonly KeyNamespace[] {
    return this.declared.get(workspace) ?? [];
  }

  /** Takes `config` if its version is newer than the one in force. Throws a ZodError if it is malformed. */
  publish(config: IntakeConfig): boolean {
    const next = IntakeConfigSchema.parse(config);
    if (next.version <= this.config.version) return false;
    this.use(next);
    try {
      writeFileSync(`${this.file}.new`, JSON.stringify(next), { mode: 0o600 });
      renameSync(`${this.file}.new`, this.file);
    } catch {
      // In force all the same; a full disk costs the copy, not the configuration.
    }
    return true;
  }

  private use(config: IntakeConfig): void {
    this.config = config;
    this.keys = new Map(config.keys.map((key) => [key.hash, key]));
    this.uris = new Map(
      config.sources.flatMap(({ workspace, source, uris }) =>
        uris.map((uri): [string, string] => [`${workspace}\0${uri}`, source]),
      ),
    );
    this.declared = Map.groupBy(config.namespaces, ({ workspace }) => workspace);
  }
}
