import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { type Figure, holds, report } from './report.ts';

/** How large a run is: `events` and `seconds` as asked for, or by the bench's own small default. */
export type BenchOptions = { events: number | undefined; seconds: number | undefined; full: boolean };
/** What a bench folder exports as `bench` from `<name>.bench.ts`. */
export type Bench = (options: BenchOptions) => Promise<{ figures: Figure[]; notes: string[] }>;

const here = import.meta.dirname;
const fileOf = (name: string): string => join(here, name, `${name}.bench.ts`);
const names = readdirSync(here)
  .filter((name) => existsSync(fileOf(name)))
  .sort();

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string' },
    seconds: { type: 'string' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const HELP = `npm run bench [-- NAME...] [--events N] [--seconds N] [--full]
  Measures ratios within one run and prints a table and, last, one JSON line per figure.
  Benches: ${names.join(', ')}
`;

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench "${unknown}". ${HELP}`);
    return 2;
  }
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text);
  const options = { events: number(values.events), seconds: number(values.seconds), full: values.full };
  const figures: Figure[] = [];
  const notes: string[] = [`Node ${process.version}, ${process.platform} ${process.arch}`];
  for (const name of positionals.length > 0 ? positionals : names) {
    const { bench } = (await import(pathToFileURL(fileOf(name)).href)) as { bench: Bench };
    const result = await bench(options);
    figures.push(...result.figures);
    notes.push(...result.notes);
  }
  process.stdout.write(report(figures, notes));
  return figures.every(holds) ? 0 : 1;
}

process.exitCode = await main();
