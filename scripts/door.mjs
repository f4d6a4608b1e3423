// The door of every npm command: sets up what is missing on a fresh clone, then runs the command on Node 24.
// Plain JavaScript without dependencies, because nothing is installed when it starts.
import { join } from 'node:path';
import { run } from './setup/run.mjs';
import { SetupError, say } from './setup/say.mjs';
import { build, dependencies, environment, node24, root } from './setup/steps.mjs';
import { testPrograms } from './setup/system.mjs';
import { inTurn } from './setup/turn.mjs';

const [command = '', ...rest] = process.argv.slice(2);
const script = (path) => (args) => run(node24, [join(root, path), ...args], { env: environment() });

const COMMANDS = {
  start: { build: true, run: script('packages/standalone/src/main.ts') },
  import: { build: true, run: script('packages/cli/src/import.ts') },
  bench: { build: true, run: script('bench/src/run.ts') },
  test: { build: true, programs: true, run: script('scripts/test.ts') },
  check: { run: script('scripts/check.ts') },
};

async function main() {
  const chosen = COMMANDS[command];
  if (!chosen) {
    throw new SetupError(`There is no command "${command}"`, `One of: ${Object.keys(COMMANDS).join(', ')}.`);
  }
  const help = rest.includes('--help') || rest.includes('-h');
  await inTurn(root, async () => {
    await dependencies();
    if (chosen.programs) {
      const { browser } = await testPrograms();
      if (browser) process.env.THROUGHLINE_BROWSER = browser;
    }
    if (chosen.build && !help) await build();
  });
  return chosen.run(rest);
}

// `npm ci` replaces the programs it installed, so an interrupted set-up is simply done again next time.
try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  say(`What to do: ${error.remedy}`);
  process.exitCode = 1;
}
