// `npm test`: every suite of every package, what was skipped and why, and the last line "N passed, N failed".
// Arguments are passed to vitest; with any, only what they choose runs.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { run } from './setup/run.mjs';
import { environment, node24, root } from './setup/steps.mjs';

type Assertion = { status: string; fullName: string };
type Suite = { name: string; status: string; message: string; assertionResults: Assertion[] };
type Report = { success: boolean; testResults: Suite[] };

const shared = process.env.THROUGHLINE_SHARED ?? '../shared';
const env = { ...environment(), THROUGHLINE_SHARED: isAbsolute(shared) ? shared : resolve(root, shared) };
const folder = mkdtempSync(join(tmpdir(), 'throughline-test-'));
const outputFile = join(folder, 'report.json');

const code = await run(
  node24,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    root,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${outputFile}`,
    ...process.argv.slice(2),
  ],
  { env },
);

function report(): Report {
  try {
    return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
  } catch {
    return { success: false, testResults: [] };
  }
}

const { success, testResults } = report();
rmSync(folder, { recursive: true, force: true });
const tests = testResults.flatMap((suite) => suite.assertionResults);
const count = (status: string) => tests.filter((test) => test.status === status).length;
const skipped = tests.filter(
  (test) => test.status === 'pending' || test.status === 'skipped' || test.status === 'todo',
);
const brokenSuites = testResults.filter(
  (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
);
const passed = count('passed');
// A suite that could not start, or a runner that died, is a failure too, though no test says so.
const failed = Math.max(count('failed') + brokenSuites.length, success && code === 0 ? 0 : 1);

for (const test of skipped) process.stdout.write(`skipped: ${test.fullName}\n`);
// CI has everything that a test may need, but for a ClickHouse server.
const missing =
  process.env.CI === 'true' ? skipped.filter((test) => !test.fullName.includes('CLICKHOUSE_URL')).length : 0;
if (missing > 0) process.stdout.write(`In CI a skipped test counts as failed: ${missing}.\n`);
process.stdout.write(`${passed} passed, ${failed + missing} failed\n`);
process.exitCode = failed + missing > 0 || passed === 0 ? 1 : 0;
