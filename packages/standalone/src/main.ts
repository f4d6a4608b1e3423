import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ConfigError, helpText, readConfig } from './config.ts';
import { acquireLock } from './lock.ts';
import { requirePorts } from './ports.ts';
import { stopSignal } from './stop-signal.ts';
import { newToken } from './token.ts';

const { values: flags } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Runs the platform until it is told to stop; resolves to the exit code. */
async function main(): Promise<number> {
  if (flags.help) {
    process.stdout.write(helpText());
    return 0;
  }
  const config = readConfig(process.env, process.cwd());
  // The api is built code: --help and a wrong setting are answered before it is needed.
  const { startPlatform } = await import('./platform.ts');
  const token = newToken();
  const lock = acquireLock(config.dataDir, token, new Date());
  try {
    await requirePorts(config.host, [
      { port: config.collector.port, variable: 'THROUGHLINE_COLLECTOR_PORT', what: 'incoming events' },
      { port: config.apiPort, variable: 'THROUGHLINE_API_PORT', what: 'the API' },
      ...(flags.headless
        ? []
        : [{ port: config.webPort, variable: 'THROUGHLINE_WEB_PORT', what: 'the console' }]),
    ]);
    const stopped = stopSignal();
    const logger = pino({ level: process.env.THROUGHLINE_LOG_LEVEL ?? 'warn' }, pino.destination(2));
    const platform = await startPlatform({ config, token, logger, headless: flags.headless, stopped });
    if (!platform) return 0;
    lock.publish(platform.addresses);
    process.stdout.write(await platform.banner());
    const why = await Promise.race([stopped, platform.failed]);
    if (typeof why === 'string') process.stdout.write(`\n${why}: stopping ...\n`);
    await platform.stop();
    if (why instanceof Error) throw why;
    process.stdout.write('Stopped. Everything acknowledged is kept.\n');
    return 0;
  } finally {
    lock.release();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  // What a person can mend is one line; anything else is a defect and shows where it happened.
  const known = error instanceof ConfigError;
  process.stderr.write(`throughline  ${known ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
}
// Databases' native threads must not keep a stopped process alive.
process.exit();
