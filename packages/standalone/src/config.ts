import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const EnvironmentSchema = z.object({
  THROUGHLINE_DATA_DIR: z.string().min(1).default('.throughline').describe('where everything is kept'),
  THROUGHLINE_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  THROUGHLINE_COLLECTOR_PORT: port.default(4318).describe('events come in here'),
  THROUGHLINE_API_PORT: port.default(4000).describe('the API'),
  THROUGHLINE_WEB_PORT: port.default(3000).describe('the console'),
  THROUGHLINE_MASTER_KEY_FILE: z
    .string()
    .min(1)
    .default(join(homedir(), '.config/throughline/master.key'))
    .describe('key that seals payloads; made at the first start; keep it apart from the data'),
  CLICKHOUSE_URL: z.url().optional().describe('a ClickHouse server instead of the embedded one'),
  DATABASE_URL: z.string().min(1).optional().describe('a PostgreSQL server instead of the embedded one'),
});

/** Settings of the whole platform in one process. Ports of 0 let the system choose. */
export type StandaloneConfig = {
  dataDir: string;
  host: string;
  ports: { collector: number; api: number; web: number };
  masterKeyFile: string;
  clickhouseUrl: string | undefined;
  databaseUrl: string | undefined;
};

/** A setting that cannot be used; the message names it and the remedy in one line. */
export class ConfigError extends Error {}

/** Reads the environment; throws `ConfigError` naming the variable at fault. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): StandaloneConfig {
  const parsed = EnvironmentSchema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(
      `${issue?.path.join('.')}: ${issue?.message}. Correct or unset it; see npm start -- --help.`,
    );
  }
  const value = parsed.data;
  return {
    dataDir: resolve(cwd, value.THROUGHLINE_DATA_DIR),
    host: value.THROUGHLINE_HOST,
    ports: {
      collector: value.THROUGHLINE_COLLECTOR_PORT,
      api: value.THROUGHLINE_API_PORT,
      web: value.THROUGHLINE_WEB_PORT,
    },
    masterKeyFile: resolve(cwd, value.THROUGHLINE_MASTER_KEY_FILE),
    clickhouseUrl: value.CLICKHOUSE_URL,
    databaseUrl: value.DATABASE_URL,
  };
}

/** The settings, one line each, for `--help`. */
export function helpText(): string {
  const rows = Object.entries(EnvironmentSchema.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const value =
      fallback.success && fallback.data !== undefined ? ` (default ${String(fallback.data)})` : '';
    return `  ${name.padEnd(30)}${schema.description ?? ''}${value}`;
  });
  return [
    'npm start [-- --headless]',
    '  Starts collector, API and console in this folder and prints a sign-in link. Ctrl-C stops everything.',
    '  --headless   without the console',
    '',
    'Environment:',
    ...rows,
    '',
  ].join('\n');
}
