import { resolve } from 'node:path';
import * as z from 'zod';

const MIB = 1024 * 1024;
const port = z.coerce.number().int().min(0).max(65535);
const bytes = (least: number) => z.coerce.number().int().min(least);

const EnvironmentSchema = z.object({
  THROUGHLINE_DATA_DIR: z.string().min(1).default('.throughline').describe('where everything is kept'),
  THROUGHLINE_LOG_DIR: z.string().min(1).optional().describe('the log’s own volume (default <data>/log)'),
  THROUGHLINE_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  THROUGHLINE_COLLECTOR_PORT: port.default(4318).describe('events come in here'),
  THROUGHLINE_LOG_MAX_BYTES: bytes(MIB)
    .default(4096 * MIB)
    .describe('most bytes that wait for the store before senders are told to come later'),
  THROUGHLINE_MAX_BODY_BYTES: bytes(1024)
    .default(16 * MIB)
    .describe('largest request body on the wire'),
  THROUGHLINE_MAX_DECOMPRESSED_BYTES: bytes(1024)
    .default(64 * MIB)
    .describe('largest request body after decompression'),
  THROUGHLINE_MAX_DEPTH: z.coerce.number().int().min(4).max(500).default(64).describe('deepest JSON nesting'),
  THROUGHLINE_DRAIN_EVENTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(10_000)
    .describe('most events of one batch that goes to the store'),
  THROUGHLINE_DRAIN_LINGER_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(50)
    .describe('how long a small batch waits for more'),
  THROUGHLINE_SERVICE_TOKEN: z.string().min(16).optional().describe('bearer token of /internal and /metrics'),
});

/** Settings of a collector. */
export type CollectorConfig = {
  dataDir: string;
  host: string;
  port: number;
  logDir: string;
  logMaxBytes: number;
  /** Where the last good copy of the intake configuration is kept. */
  intakeFile: string;
  /** Where namespaces that imports declare are kept. */
  namespacesFile: string;
  /** Where the progress of imports is kept. */
  importsDir: string;
  maxBodyBytes: number;
  maxDecompressedBytes: number;
  maxDepth: number;
  drainEvents: number;
  drainLingerMs: number;
  serviceToken: string | undefined;
};

/** A setting that cannot be used; the message names it and the remedy in one line. */
export class ConfigError extends Error {}

/** Reads the environment; throws `ConfigError` naming the variable at fault. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): CollectorConfig {
  const parsed = EnvironmentSchema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join('.')}: ${issue?.message}. Correct or unset it; see --help.`);
  }
  const value = parsed.data;
  const dataDir = resolve(cwd, value.THROUGHLINE_DATA_DIR);
  return {
    dataDir,
    host: value.THROUGHLINE_HOST,
    port: value.THROUGHLINE_COLLECTOR_PORT,
    logDir: value.THROUGHLINE_LOG_DIR ? resolve(cwd, value.THROUGHLINE_LOG_DIR) : resolve(dataDir, 'log'),
    logMaxBytes: value.THROUGHLINE_LOG_MAX_BYTES,
    intakeFile: resolve(dataDir, 'intake-config.json'),
    namespacesFile: resolve(dataDir, 'namespaces.json'),
    importsDir: resolve(dataDir, 'imports'),
    maxBodyBytes: value.THROUGHLINE_MAX_BODY_BYTES,
    maxDecompressedBytes: value.THROUGHLINE_MAX_DECOMPRESSED_BYTES,
    maxDepth: value.THROUGHLINE_MAX_DEPTH,
    drainEvents: value.THROUGHLINE_DRAIN_EVENTS,
    drainLingerMs: value.THROUGHLINE_DRAIN_LINGER_MS,
    serviceToken: value.THROUGHLINE_SERVICE_TOKEN,
  };
}

/** One line for `--help` per setting of an environment schema: name, what it is for, default. */
export const settingLines = (shape: z.ZodRawShape): string[] =>
  Object.entries(shape).map(([name, schema]) => {
    const fallback = z.safeParse(schema, undefined);
    const value =
      fallback.success && fallback.data !== undefined ? ` (default ${String(fallback.data)})` : '';
    const about = schema instanceof z.ZodType ? (schema.description ?? '') : '';
    return `  ${name.padEnd(36)}${about}${value}`;
  });

/** The settings of a collector, one line each. */
export const collectorSettings = (): string[] => settingLines(EnvironmentSchema.shape);
