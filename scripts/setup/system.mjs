import { existsSync } from 'node:fs';
import { capture } from './run.mjs';
import { say } from './say.mjs';

const BROWSERS = [
  process.env.THROUGHLINE_BROWSER,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const findBrowser = () => BROWSERS.find((path) => path && existsSync(path));
const onPath = async (name) => (await capture('sh', ['-c', `command -v ${name}`])).code === 0;

async function install(packages) {
  const root = process.getuid?.() === 0;
  if (!root || !(await onPath('apt-get'))) return false;
  say(`Installing from the system's packages: ${packages.join(' ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await capture('apt-get', ['update'], { env });
  const { code } = await capture('apt-get', ['install', '-y', '--no-install-recommends', ...packages], {
    env,
  });
  return code === 0;
}

/**
 * What the tests use beside Node: a browser, PostgreSQL's server programs and strace. Missing ones are installed
 * where that is possible; else the tests that need them are skipped and say so.
 */
export async function testPrograms() {
  const missing = [];
  if (!findBrowser()) missing.push('chromium');
  if (!existsSync('/usr/lib/postgresql')) missing.push('postgresql');
  if (!(await onPath('strace'))) missing.push('strace');
  if (missing.length === 0) return { browser: findBrowser() };
  if (!(await install(missing))) {
    say(`Missing ${missing.join(', ')}: the tests that need them are skipped.`);
    say(
      `Remedy: apt-get install ${missing.join(' ')}, or THROUGHLINE_BROWSER=/path/to/chrome for the browser.`,
    );
  }
  return { browser: findBrowser() };
}
