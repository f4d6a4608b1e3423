import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repositoryRoot = join(dirname(fileURLToPath(import.meta.url)), '../../..');

type LockFile = { pid: number; token: string; addresses: { collector?: string; api?: string; web?: string } };

/** A running platform of a test's own: ports chosen by the system, data in a folder of its own. */
export type Platform = {
  dataDir: string;
  collector: string;
  api: string;
  web: string | undefined;
  token: string;
  /** The one-time sign-in link that the start printed. */
  signInLink: string;
  /** Everything printed so far. */
  output(): string;
  /** GET of an API path as a local command; rejects with the body unless 2xx. */
  get<T>(path: string): Promise<T>;
  /** Ctrl-C; resolves to the exit code. */
  stop(): Promise<number>;
  /** kill -9, leaving the data as it is. */
  kill(): Promise<void>;
};

export type PlatformOptions = { dataDir?: string; web?: boolean; env?: NodeJS.ProcessEnv };

const exited = (child: ChildProcess): Promise<number> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 0))))
    : Promise.resolve(child.exitCode ?? 128);

/** A temporary folder for data, and its removal. */
export function temporaryDataDir(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'throughline-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts the whole platform as `npm start` does and waits until it says that it is running. */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const dataDir = options.dataDir ?? temporaryDataDir().path;
  const main = join(repositoryRoot, 'packages/standalone/src/main.ts');
  const child = spawn(process.execPath, [main, ...(options.web ? [] : ['--headless'])], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      THROUGHLINE_DATA_DIR: dataDir,
      THROUGHLINE_COLLECTOR_PORT: '0',
      THROUGHLINE_API_PORT: '0',
      THROUGHLINE_WEB_PORT: '0',
      THROUGHLINE_MASTER_KEY_FILE: `${dataDir}-master.key`,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Throughline is running')) resolve();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('exit', (code) => reject(new Error(`The platform ended with ${code}:\n${output}`)));
  });
  const lock = JSON.parse(readFileSync(join(dataDir, 'lock.json'), 'utf8')) as LockFile;
  const { collector, api, web } = lock.addresses;
  if (!collector || !api) throw new Error(`The lock file names no addresses: ${JSON.stringify(lock)}`);
  return {
    dataDir,
    collector,
    api,
    web,
    token: lock.token,
    get signInLink() {
      return /https?:\/\/\S+\/sign-in\?token=\S+/.exec(output)?.[0] ?? '';
    },
    output: () => output,
    async get<T>(path: string): Promise<T> {
      const response = await fetch(`${api}${path}`, { headers: { authorization: `Bearer ${lock.token}` } });
      const body = await response.text();
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${body}`);
      return JSON.parse(body) as T;
    },
    async stop() {
      child.kill('SIGINT');
      return exited(child);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited(child);
    },
  };
}
