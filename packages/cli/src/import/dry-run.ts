import { type MappedEvent, mapRow, type RowProblem } from '@throughline/mapping';
import type { ImportPlan } from './plan.ts';
import type { ImportRowsSource, SendRow } from './rows.ts';

/** How often a reason came up, with the first line that it did on and what was said of it. */
export type Reason = { count: number; line: number; detail: string; remedy: string };
export type DryRun = {
  rows: number;
  /** Events per source and type. */
  events: Map<string, number>;
  eventCount: number;
  /** Rows with problems, and the dead letters that they give, per reason. */
  deadRows: number;
  problems: Map<string, Reason>;
  skipped: Map<string, Reason>;
  oldest: number | null;
  newest: number | null;
  preview: MappedEvent[];
};

const PREVIEW = 5;

const tally = (counts: Map<string, Reason>, reason: string, line: number, detail: string, remedy: string) => {
  const known = counts.get(reason);
  if (known) known.count++;
  else counts.set(reason, { count: 1, line, detail, remedy });
};

const count = (run: DryRun, event: MappedEvent): void => {
  const kind = `${event.source}  ${event.type}`;
  run.events.set(kind, (run.events.get(kind) ?? 0) + 1);
  run.eventCount++;
  if (run.oldest === null || event.occurredAt < run.oldest) run.oldest = event.occurredAt;
  if (run.newest === null || event.occurredAt > run.newest) run.newest = event.occurredAt;
  if (run.preview.length < PREVIEW) run.preview.push(event);
};

const problemName = ({ reason, field }: RowProblem): string => (field ? `${reason} (${field})` : reason);

const take = (run: DryRun, plan: ImportPlan, row: SendRow): void => {
  run.rows++;
  if ('unreadable' in row) {
    run.deadRows++;
    const { reason, detail, remedy } = row.unreadable;
    tally(run.problems, reason, row.line, detail, remedy);
    return;
  }
  const { line, joined } = row;
  const context = { line, joined, file: plan.main.name, source: plan.source };
  const { events, problems, skipped } = mapRow(plan.mapping, row.row, context);
  if (skipped !== undefined) tally(run.skipped, skipped, line, '', '');
  if (problems.length > 0) run.deadRows++;
  for (const one of problems) tally(run.problems, problemName(one), line, one.detail, one.remedy);
  for (const event of events) count(run, event);
};

/** Maps all rows of an import here, without a server, and counts what would come of them. */
export async function dryRun(
  plan: ImportPlan,
  source: ImportRowsSource,
  signal: AbortSignal,
  onRow: (rows: number) => void,
): Promise<DryRun> {
  const run: DryRun = {
    rows: 0,
    events: new Map(),
    eventCount: 0,
    deadRows: 0,
    problems: new Map(),
    skipped: new Map(),
    oldest: null,
    newest: null,
    preview: [],
  };
  for await (const row of source.rows) {
    signal.throwIfAborted();
    take(run, plan, row);
    onRow(run.rows);
  }
  return run;
}
