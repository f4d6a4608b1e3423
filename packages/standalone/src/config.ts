import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type CollectorConfig,
  ConfigError,
  collectorSettings,
  readConfig as readCollectorConfig,
  settingLines,
} from '@throughline/collector';
import * as z from 'zod';

const port = z.coerce.number().int().min(0).max(65535);

const EnvironmentSchema = z.object({
  THROUGHLINE_API_PORT: port.default(4000).describe('the API'),
  THROUGHLINE_WEB_PORT: port.default(3000).describe('the console'),
  THROUGHLINE_PUBLIC_URL: z
    .url()
    .optional()
    .describe('address that people reach the console under, when it is not this machine'),
  THROUGHLINE_MASTER_KEY_FILE: z
    .string()
    .min(1)
    .default(join(homedir(), '.config/throughline/master.key'))
    .describe('key that seals payloads; made at the first start; keep it apart from the data'),
  THROUGHLINE_DETECTION: z
    .enum(['on', 'off'])
    .default('on')
    .describe('whether orders are judged in this process; off where another one does'),
  CLICKHOUSE_URL: z.url().optional().describe('a ClickHouse server instead of the embedded one'),
  DATABASE_URL: z.string().min(1).optional().describe('a PostgreSQL server instead of the embedded one'),
});

/** Settings of the whole platform in one process. Ports of 0 let the system choose. */
export type StandaloneConfig = {
  dataDir: string;
  host: string;
  collector: CollectorConfig;
  apiPort: number;
  webPort: number;
  publicUrl: string | undefined;
  masterKeyFile: string;
  /** Whether orders are judged in this process. */
  detection: boolean;
  clickhouseUrl: string | undefined;
  databaseUrl: string | undefined;
};

export { ConfigError };

/** Reads the environment; throws an error whose message names the variable at fault. */
export function readConfig(env: NodeJS.ProcessEnv, cwd: string): StandaloneConfig {
  const parsed = EnvironmentSchema.safeParse(env);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(
      `${issue?.path.join('.')}: ${issue?.message}. Correct or unset it; see npm start -- --help.`,
    );
  }
  const value = parsed.data;
  const collector = readCollectorConfig(env, cwd);
  return {
    dataDir: collector.dataDir,
    host: collector.host,
    collector,
    apiPort: value.THROUGHLINE_API_PORT,
    webPort: value.THROUGHLINE_WEB_PORT,
    publicUrl: value.THROUGHLINE_PUBLIC_URL,
    masterKeyFile: resolve(cwd, value.THROUGHLINE_MASTER_KEY_FILE),
    detection: value.THROUGHLINE_DETECTION === 'on',
    clickhouseUrl: value.CLICKHOUSE_URL,
    databaseUrl: value.DATABASE_URL,
  };
}

/** The settings, one line each, for `--help`. */
export function helpText(): string {
  const rows = [...collectorSettings(), ...settingLines(EnvironmentSchema.shape)];
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
