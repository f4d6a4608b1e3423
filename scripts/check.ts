// `npm run check`: every static check, each with its own line; ends non-zero if any fails.
import { readFileSync } from 'node:fs';
import { capture } from './setup/run.mjs';
import { environment, root } from './setup/steps.mjs';

const MOST_LINES = 400;

type Check = { title: string; run: () => Promise<string> };

/** Runs a program; resolves to '' when it ends with 0, else to what it printed. */
const program = (title: string, file: string, ...args: string[]): Check => ({
  title,
  run: async () => {
    const { code, output } = await capture(file, args, { cwd: root, env: environment() });
    return code === 0 ? '' : `${output.trim()}\n(${file} ended with ${code})`;
  },
});

const fileSize: Check = {
  title: `no source file over ${MOST_LINES} lines`,
  run: async () => {
    const { output } = await capture(
      'git',
      ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs'],
      { cwd: root },
    );
    return output
      .split('\n')
      .filter((file) => file && !file.startsWith('third_party/'))
      .map((file) => ({ file, lines: readFileSync(`${root}/${file}`, 'utf8').split('\n').length - 1 }))
      .filter(({ lines }) => lines > MOST_LINES)
      .map(({ file, lines }) => `${file} has ${lines} lines: split it by what each part is for`)
      .join('\n');
  },
};

const CHECKS: Check[] = [
  program('format and lint', 'biome', 'ci', '--error-on-warnings', '.'),
  program('types', 'turbo', 'run', 'typecheck', '--output-logs=errors-only'),
  program('boundaries and cycles', 'depcruise', 'packages', 'collector', 'api', 'web', 'bench'),
  program('dead code', 'knip'),
  fileSize,
];

let failed = 0;
for (const check of CHECKS) {
  const problem = await check.run();
  if (problem) failed += 1;
  process.stdout.write(problem ? `FAIL  ${check.title}\n${problem}\n` : `ok    ${check.title}\n`);
}
process.exitCode = failed > 0 ? 1 : 0;
