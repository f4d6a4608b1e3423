import * as z from 'zod';
import { KeyNamespaceSchema } from './keys.ts';

/** What an ingest key may be used for: sending events, or importing files. */
export const INGEST_SCOPES = ['events', 'imports'] as const;
export type IngestScope = (typeof INGEST_SCOPES)[number];

/**
 * Which sources an ingest key may speak for: one installed system (`commerce/acme-us`),
 * every system of a kind (`wms/*`), or all (`*`).
 */
export const SourcePatternSchema = z
  .string()
  .max(120)
  .regex(/^(\*|[a-z]+\/(\*|[A-Za-z0-9][A-Za-z0-9._-]*))$/, '"kind/instance", "kind/*" or "*"');

/** An ingest key as a collector knows it: the SHA-256 of the whole key, never the key. Times are ISO 8601, UTC. */
export const IngestKeySchema = z.object({
  id: z.string().min(1).max(64),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'SHA-256 in lower-case hex'),
  workspace: z.number().int().positive(),
  sources: z.array(SourcePatternSchema).min(1).max(200),
  scopes: z.array(z.enum(INGEST_SCOPES)).min(1),
  expiresAt: z.iso.datetime().nullable().default(null),
});
export type IngestKey = z.infer<typeof IngestKeySchema>;

/** A registered source: `uris` are the CloudEvents `source` values of a stranger that mean this system. */
export const RegisteredSourceSchema = z.object({
  workspace: z.number().int().positive(),
  source: z.string().min(1).max(120),
  uris: z.array(z.string().min(1).max(1024)).default([]),
  label: z.string().max(200).default(''),
});
export type RegisteredSource = z.infer<typeof RegisteredSourceSchema>;

/**
 * All that a collector must know of people's intentions, published by the api as a whole, one version at a time;
 * a collector keeps the last good copy and never reads PostgreSQL. A version only grows.
 */
export const IntakeConfigSchema = z.object({
  version: z.number().int().nonnegative(),
  publishedAt: z.iso.datetime(),
  keys: z.array(IngestKeySchema),
  sources: z.array(RegisteredSourceSchema),
  /** Namespaces declared beyond the built-in ones, per workspace. */
  namespaces: z.array(KeyNamespaceSchema.extend({ workspace: z.number().int().positive() })),
});
export type IntakeConfig = z.infer<typeof IntakeConfigSchema>;

/** Whether a key whose patterns are `sources` may speak for `source`. */
export const sourceAllowed = (sources: readonly string[], source: string): boolean =>
  sources.some(
    (pattern) =>
      pattern === '*' ||
      pattern === source ||
      (pattern.endsWith('/*') && source.startsWith(pattern.slice(0, -1))),
  );
