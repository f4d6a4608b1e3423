import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type WebProcess = { stop(): Promise<void>; ended: Promise<number> };

const webFolder = join(dirname(fileURLToPath(import.meta.url)), '../../../web');

/**
 * Starts the console's server as a child that ends with us, and waits until it answers. Rejects if it ends first.
 */
export async function startWeb(options: {
  host: string;
  port: number;
  apiUrl: string;
  collectorUrl: string;
}): Promise<WebProcess> {
  const next = createRequire(join(webFolder, 'package.json')).resolve('next/dist/bin/next');
  const child = fork(next, ['start', '-H', options.host, '-p', String(options.port)], {
    cwd: webFolder,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      THROUGHLINE_API_URL: options.apiUrl,
      THROUGHLINE_COLLECTOR_URL: options.collectorUrl,
      NEXT_TELEMETRY_DISABLED: '1',
    },
    // With our end of the channel gone, even by kill -9, the child is told to go too.
    execArgv: ['--import', `data:text/javascript,process.on('disconnect',()=>process.exit())`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  const died = ended.then((code) => {
    throw new Error(`The console ended with ${code} before it answered:\n${output}`);
  });
  await Promise.race([answers(`http://${options.host}:${options.port}/sign-in`), died]);
  died.catch(() => {});
  return { ended, stop: () => stop(child, ended) };
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(5000) }).then(
      (response) => response.status < 500,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
}
