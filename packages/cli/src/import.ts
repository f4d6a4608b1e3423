import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { dryRun } from './import/dry-run.ts';
import { type ImportPlan, planImport } from './import/plan.ts';
import { openRows } from './import/rows.ts';
import { sendImport } from './import/send.ts';
import { type ImportOptions, readOptions } from './options.ts';
import { ImportError } from './problem.ts';
import { type Progress, startProgress } from './progress.ts';
import { dryRunReport, importReport } from './report.ts';
import { ImportClient, type Server } from './server/client.ts';
import { localServer } from './server/local.ts';

const PATIENCE = 300_000;
const STILLNESS = 120_000;
const INTERRUPTED = 130;

const say = (text: string) => process.stderr.write(`throughline  ${text}\n`);

/** npm runs scripts in the project's folder; names of files are meant from where the person stands. */
const here = (path: string): string => {
  const fromPerson = resolve(process.env.INIT_CWD ?? process.cwd(), path);
  return existsSync(fromPerson) ? fromPerson : resolve(path);
};
const named = (path: string): string => {
  const role = /^([A-Za-z_]\w*)=(.+)$/.exec(path);
  return role && !existsSync(path) ? `${role[1]}=${here(role[2] ?? '')}` : here(path);
};

async function findServer(options: ImportOptions, signal: AbortSignal) {
  if (options.server === undefined) return localServer(process.env, process.cwd(), say, signal);
  const key = options.key ?? process.env.THROUGHLINE_IMPORT_KEY;
  if (!key) {
    throw new ImportError(
      `${options.server} needs a key`,
      'Make an ingest key with the scope imports in the console and give it as --key, or in THROUGHLINE_IMPORT_KEY.',
    );
  }
  return { url: options.server, key, stop: async () => {} };
}

async function preview(plan: ImportPlan, progress: Progress, signal: AbortSignal): Promise<void> {
  const source = await openRows(plan, progress.bytes);
  const run = await dryRun(plan, source, signal, progress.rows);
  progress.stop();
  process.stdout.write(dryRunReport(plan, run, source.sides()));
}

async function send(
  plan: ImportPlan,
  options: ImportOptions,
  server: Server,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  let told = '';
  const client = new ImportClient(server, PATIENCE, (because) => {
    if (because !== told) progress.say(`waiting for the server: ${because}`);
    told = because;
  });
  const source = await openRows(plan, progress.bytes);
  const { before, after } = await sendImport({
    plan,
    source,
    client,
    completeThrough: options.completeThrough,
    signal,
    stillness: STILLNESS,
    onProgress: ({ rows }) => progress.rows(rows),
    onSent: () => progress.say('all rows are taken; waiting until they are stored'),
  });
  progress.stop();
  process.stdout.write(importReport(plan, before, after, source.sides()));
}

async function run(options: ImportOptions, signal: AbortSignal): Promise<void> {
  const plan = await planImport({
    ...options,
    files: options.files.map(named),
    mapping: here(options.mapping),
    salt: options.again ? String(Date.now()) : undefined,
  });
  const bytes = plan.files[0]?.bytes ?? 0;
  const server = options.dryRun ? null : await findServer(options, signal);
  const progress = startProgress(bytes, plan.main.name, process.stderr);
  try {
    if (server) await send(plan, options, server, progress, signal);
    else await preview(plan, progress, signal);
  } finally {
    progress.stop();
    await server?.stop();
  }
}

const stopping = new AbortController();
const interrupt = () => stopping.abort();
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
try {
  await run(readOptions(process.argv.slice(2)), stopping.signal);
} catch (error) {
  if (stopping.signal.aborted) {
    say('Stopped. What was taken is kept: the same command goes on from there.');
    process.exitCode = INTERRUPTED;
  } else if (error instanceof ImportError) {
    say(error.message);
    say(`What to do: ${error.remedy}`);
    process.exitCode = 1;
  } else throw error;
} finally {
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}
