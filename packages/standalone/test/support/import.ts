import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { repositoryRoot } from '@throughline/testkit';

const shared = resolve(repositoryRoot, process.env.THROUGHLINE_SHARED ?? '../shared');
const folder = join(shared, 'data/olist');
const FILES = ['orders', 'order_items', 'payments', 'customers'].map((name) =>
  join(folder, `${name}.csv.gz`),
);

/** Whether the real orders are on this machine. */
export const olistIsThere = existsSync(folder);

export type Importing = {
  /** Its exit code, null if it was killed, and what it printed. */
  ended: Promise<{ code: number | null; output: string }>;
  kill(): void;
};

/** Starts the import command on the real orders. */
export function startImport(dataDir: string, ...more: string[]): Importing {
  const child = spawn(
    process.execPath,
    [
      join(repositoryRoot, 'packages/cli/src/import.ts'),
      ...FILES,
      '--mapping',
      join(repositoryRoot, 'examples/imports/olist/mapping.yaml'),
      ...more,
    ],
    {
      cwd: repositoryRoot,
      env: { ...process.env, THROUGHLINE_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return {
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, output }))),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Runs the import of the real orders; rejects unless it ends with 0, resolves to what it printed. */
export async function runImport(dataDir: string): Promise<string> {
  const { code, output } = await startImport(dataDir).ended;
  if (code !== 0) throw new Error(`import ended with ${code}:\n${output}`);
  return output;
}
