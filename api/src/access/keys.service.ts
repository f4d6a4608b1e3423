import { Inject, Injectable } from '@nestjs/common';
import {
  type ApiKey,
  INGEST_SCOPES,
  type IngestKey,
  type IngestScope,
  type IntakeConfig,
  type KeyBody,
  type KeyNamespace,
  type NewApiKey,
  type RegisteredSource,
} from '@throughline/contracts';
import { OPTIONS, type Options } from '../ports.ts';
import { hashOf, hintOf, newIngestKey } from './secrets.ts';

type KeyRow = {
  workspace: number;
  id: string;
  name: string;
  keyHash: string;
  sources: string[];
  scopes: string[];
  createdAt: Date;
  createdBy: string;
  expiresAt: Date | null;
  revokedAt: Date | null;
};
type NamespaceRow = Omit<KeyNamespace, 'validDays'> & { workspace: number; validDays: number | null };

const isScope = (scope: string): scope is IngestScope => (INGEST_SCOPES as readonly string[]).includes(scope);

const asKey = (row: KeyRow): ApiKey => ({
  id: row.id,
  label: row.name,
  hint: hintOf(row.id),
  sources: row.sources,
  scopes: row.scopes.filter(isScope),
  createdAt: row.createdAt.toISOString(),
  createdBy: row.createdBy,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** Ingest keys, and the configuration that tells collectors of them. */
@Injectable()
export class KeysService {
  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /** Every key of a workspace, newest first, revoked ones too. */
  async list(workspace: number): Promise<ApiKey[]> {
    const rows = await this.options.store.postgres.query<KeyRow>(
      'SELECT * FROM api_keys WHERE workspace = $1 ORDER BY created_at DESC, id',
      [workspace],
    );
    return rows.map(asKey);
  }

  /** Makes a key and tells the collectors; its secret is given this once. */
  async create(workspace: number, by: string, body: KeyBody): Promise<NewApiKey> {
    const { id, secret } = newIngestKey(this.options.random);
    const [row] = await this.options.store.postgres.query<KeyRow>(
      `INSERT INTO api_keys (workspace, id, name, key_hash, sources, scopes, created_at, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING *`,
      [
        workspace,
        id,
        body.label,
        hashOf(secret),
        body.sources,
        body.scopes,
        new Date(this.options.clock()),
        by,
        body.expiresAt === null ? null : new Date(body.expiresAt),
      ],
    );
    if (!row) throw new Error('PostgreSQL kept no key');
    await this.publish();
    return { key: asKey(row), secret };
  }

  /** Revokes a key and tells the collectors; null if there is none. */
  async revoke(workspace: number, id: string): Promise<ApiKey | null> {
    const [row] = await this.options.store.postgres.query<KeyRow>(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, $3) WHERE workspace = $1 AND id = $2 RETURNING *`,
      [workspace, id, new Date(this.options.clock())],
    );
    if (!row) return null;
    await this.publish();
    return asKey(row);
  }

  /** Writes the next version of the intake configuration and hands it to the collectors. */
  async publish(): Promise<IntakeConfig> {
    const publishedAt = new Date(this.options.clock());
    const config = await this.options.store.postgres.transaction(async (tx) => {
      const [last] = await tx.query<{ version: number | null }>(
        'SELECT max(version) AS version FROM intake_configs WHERE workspace = 0',
      );
      const keys = await tx.query<KeyRow>(
        'SELECT * FROM api_keys WHERE revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $1) ORDER BY workspace, id',
        [publishedAt],
      );
      const sources = await tx.query<RegisteredSource>(
        'SELECT workspace, source, uris, label FROM sources ORDER BY workspace, source',
      );
      const namespaces = await tx.query<NamespaceRow>(
        'SELECT workspace, namespace, role, scoped, valid_days, label FROM key_namespaces ORDER BY workspace, namespace',
      );
      const next: IntakeConfig = {
        version: (last?.version ?? 0) + 1,
        publishedAt: publishedAt.toISOString(),
        keys: keys.map(asIngestKey),
        sources,
        namespaces,
      };
      await tx.query('INSERT INTO intake_configs VALUES (0, $1, $2, $3)', [
        next.version,
        publishedAt,
        JSON.stringify(next),
      ]);
      return next;
    });
    await this.options.publishIntake(config);
    return config;
  }
}

const asIngestKey = (row: KeyRow): IngestKey => ({
  id: row.id,
  hash: row.keyHash,
  workspace: row.workspace,
  sources: row.sources,
  scopes: row.scopes.filter(isScope),
  expiresAt: row.expiresAt?.toISOString() ?? null,
});
