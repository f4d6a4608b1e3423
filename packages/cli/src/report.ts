import type { ImportState } from '@throughline/contracts';
import type { MappedEvent } from '@throughline/mapping';
import type { SideCounts } from './files/side.ts';
import type { DryRun, Reason } from './import/dry-run.ts';
import type { ImportPlan } from './import/plan.ts';

const number = new Intl.NumberFormat('en-US');
const n = (value: number): string => number.format(value);
const row = (name: string, value: number, note = ''): string =>
  `  ${name.padEnd(50)} ${n(value).padStart(12)}${note && `  ${note}`}`;
const iso = (at: number | null): string => (at === null ? 'none' : new Date(at).toISOString());

const reasons = (counts: ReadonlyMap<string, Reason>): string[] =>
  [...counts]
    .sort(([, a], [, b]) => b.count - a.count)
    .flatMap(([reason, { count, line, detail, remedy }]) => [
      row(`  ${reason}`, count, `first on line ${line}`),
      ...(detail ? [`      ${detail}`, `      ${remedy}`] : []),
    ]);

const sides = (counts: Record<string, SideCounts>): string[] =>
  Object.entries(counts).flatMap(([role, side]) => [
    row(`${role}: rows`, side.rows),
    row(
      `${role}: rows without a parent`,
      side.unmatched,
      `${n(side.unmatchedKeys)} keys; they give no event`,
    ),
    row(`${role}: parents without a row`, side.parentsWithout),
  ]);

const preview = (event: MappedEvent): string[] => {
  const { keys, amount, currency, lines, promise } = event.data;
  const said = [
    keys.map(({ namespace, value }) => `${namespace}=${value}`).join(' '),
    lines.length > 0 ? `${lines.length} line${lines.length === 1 ? '' : 's'}` : '',
    amount === undefined ? '' : `${amount} ${currency ?? ''}`,
    promise ? `${promise.kind} ${promise.due}` : '',
  ].filter(Boolean);
  return [
    `  ${iso(event.occurredAt)}  ${event.type}  ${event.source}  ${event.id}`,
    `      ${said.join(' · ')}`,
  ];
};

/** What a dry run found, for people. */
export function dryRunReport(plan: ImportPlan, run: DryRun, joined: Record<string, SideCounts>): string {
  const skipped = [...run.skipped.values()].reduce((sum, { count }) => sum + count, 0);
  const problems = [...run.problems.values()].reduce((sum, { count }) => sum + count, 0);
  return [
    `Dry run of ${plan.main.name} as ${plan.source} by ${plan.mappingName}: nothing was sent.`,
    '',
    'First events',
    ...run.preview.flatMap(preview),
    '',
    'Counts',
    row('rows', run.rows),
    row('events', run.eventCount, `${iso(run.oldest)} to ${iso(run.newest)}`),
    ...[...run.events].map(([kind, count]) => row(`  ${kind}`, count)),
    row('dead letters', problems, problems > 0 ? `from ${n(run.deadRows)} rows` : ''),
    ...reasons(run.problems),
    row('rows skipped', skipped),
    ...reasons(run.skipped),
    ...sides(joined),
    '',
  ].join('\n');
}

const perReason = (counts: Record<string, number>): string[] =>
  Object.entries(counts).map(([reason, count]) => row(`  ${reason}`, count));
const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** What an import did, for people. `before` is what the server already had of it. */
export function importReport(
  plan: ImportPlan,
  before: ImportState,
  after: ImportState,
  joined: Record<string, SideCounts>,
): string {
  const { counts } = after;
  const had = before.state === 'ended' ? counts.events : 0;
  const repeats = had || counts.repeats;
  return [
    had
      ? `${plan.main.name} was imported before, the same way: nothing changed.`
      : `Imported ${plan.main.name} as ${plan.source} by ${plan.mappingName}.`,
    row('rows', counts.rows),
    row('events', counts.events),
    row('  new', counts.events - repeats),
    row('  repeats, known before', repeats),
    row('dead letters', sum(counts.deadLetters)),
    ...perReason(counts.deadLetters),
    row('rows skipped', sum(counts.skipped)),
    ...perReason(counts.skipped),
    ...sides(joined),
    `  ${'feeds complete through'.padEnd(50)} ${after.completeThrough ?? 'not declared'}`,
    `  ${'import'.padEnd(50)} ${plan.importId}`,
    ...(after.drained
      ? []
      : [
          'All of it is taken and safe, but not all is stored yet: see the log of the server if this stays so.',
        ]),
    '',
  ].join('\n');
}
