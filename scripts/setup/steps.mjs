import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capture } from './run.mjs';
import { SetupError, say, seconds } from './say.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const bin = join(root, 'node_modules/.bin');

/** The Node 24 that the lock file names, whatever Node the machine has. */
export const node24 = join(root, 'node_modules/node/bin/node');

/** The environment of everything we start: the project's own programs, Node 24 among them, come first. */
export const environment = () => ({
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  TURBO_TELEMETRY_DISABLED: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  // A statement of the embedded ClickHouse holds a thread of libuv's pool, which the log's fdatasync needs too.
  UV_THREADPOOL_SIZE: process.env.UV_THREADPOOL_SIZE ?? '16',
});

const tail = (output) => output.trim().split('\n').slice(-25).join('\n');

async function step(title, file, args, remedy) {
  const started = Date.now();
  say(`${title} ...`);
  const { code, output } = await capture(file, args, { cwd: root, env: environment() });
  if (code !== 0) throw new SetupError(`${title}: ended with ${code}\n${tail(output)}`, remedy);
  say(`${title}: done in ${seconds(Date.now() - started)}`);
}

/** Installs what the lock file says, unless this very lock file is installed already. */
export async function dependencies() {
  const stamp = join(root, 'node_modules/.throughline-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (installed === wanted && existsSync(node24)) return;
  await step(
    'Installing dependencies',
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'Check that the npm registry can be reached (npm ping) and that the disk has 2 GB free, then run the command again.',
  );
  if (!existsSync(node24)) {
    throw new SetupError(
      'Node 24 is missing after the installation',
      'Its package installs by a script: run "npm rebuild node", or allow install scripts for it, and try again.',
    );
  }
  writeFileSync(stamp, wanted);
}

/** Builds api and console; turbo skips what has not changed. */
export async function build() {
  await step(
    'Building',
    join(bin, 'turbo'),
    ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'],
    'The lines above name the file. On a clean checkout this is a defect: please report it with them.',
  );
}
