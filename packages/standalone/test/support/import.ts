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

/** Runs the import command on the real orders; resolves to its exit code and what it printed. */
export function tryImport(dataDir: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(
    process.execPath,
    [
      join(repositoryRoot, 'packages/cli/src/import.ts'),
      ...FILES,
      '--mapping',
      join(repositoryRoot, 'examples/imports/olist/mapping.yaml'),
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
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

/** The same, rejecting unless it ends with 0; resolves to what it printed. */
export async function runImport(dataDir: string): Promise<string> {
  const { code, output } = await tryImport(dataDir);
  if (code !== 0) throw new Error(`import ended with ${code}:\n${output}`);
  return output;
}
