import { IMPORT_OBSERVED, type ImportObserved, SourceSchema } from '@throughline/contracts';
import { Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';

export type ImportOptions = {
  files: string[];
  mapping: string;
  source?: string;
  observed: ImportObserved;
  /** ISO 8601, or null: declare nothing. */
  completeThrough?: string | null;
  dryRun: boolean;
  again: boolean;
  server?: string;
  key?: string;
};

const parsed =
  <T>(schema: z.ZodType<T>, example: string) =>
  (text: string): T => {
    const result = schema.safeParse(text);
    if (!result.success) throw new InvalidArgumentError(`Write it as ${example}.`);
    return result.data;
  };

const instant = parsed(z.iso.datetime({ offset: true }), '2026-11-24T00:00:00Z, or none');

const NOTES = `
Files are told apart by the names that the mapping gives, or say it: main=FILE, items=FILE.
CSV, JSON lines and OCEL JSON are read, gzip or not. docs/importing.md describes the mapping language;
examples/imports/ holds mappings to start from.

Without --server the running platform of THROUGHLINE_DATA_DIR (default ./.throughline) takes the import; with none
running, one is started for it. An import can be stopped and run again: it goes on where it stopped, and a second
run of a finished one changes nothing.
`;

/** Reads the command line; prints help or the mistake and ends the process as usual for commands. */
export function readOptions(argv: readonly string[]): ImportOptions {
  const command = new Command('npm run import --')
    .description('Imports files of past events through the same way that live events take.')
    .argument('<files...>', 'the main file and its side files')
    .requiredOption('-m, --mapping <file>', 'what the columns mean (YAML)')
    .option(
      '-s, --source <kind/instance>',
      'the system that the files are of; default: the mapping says',
      parsed(SourceSchema, 'kind/instance, such as commerce/acme-us'),
    )
    .addOption(
      new Option('-o, --observed <when>', 'when the platform shall count as having learned the events')
        .choices(IMPORT_OBSERVED)
        .default('now'),
    )
    .option(
      '--complete-through <time>',
      'up to when the files hold everything (ISO 8601, or none); default: the newest event',
      (text: string) => (text === 'none' ? null : instant(text)),
    )
    .option('--dry-run', 'map everything here, show what would come of it, send nothing', false)
    .option('--again', 'send everything, also what the server took before; repeats are counted', false)
    .option('--server <url>', 'the collector of a platform elsewhere')
    .option('--key <key>', 'an ingest key for it; or THROUGHLINE_IMPORT_KEY in the environment')
    .addHelpText('after', NOTES)
    .parse(argv, { from: 'user' });
  return { ...(command.opts() as Omit<ImportOptions, 'files'>), files: command.args };
}
