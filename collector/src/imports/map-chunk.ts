import { type ImportRows, sourceAllowed } from '@throughline/contracts';
import { type CompiledMapping, mapRow, type RowProblem } from '@throughline/mapping';
import type { AcceptedEvent, LetterNote } from '../intake/accepted.ts';
import { canonicalData } from '../intake/canonical.ts';
import { timeFault } from '../intake/times.ts';
import type { Redaction } from '../pipeline/steps/redact.step.ts';
import type { ChunkCounts, ImportRun } from './state.ts';

/** What the rows of a chunk became. */
export type MappedChunk = {
  events: AcceptedEvent[];
  letters: LetterNote[];
  counts: ChunkCounts;
  sources: string[];
};

export type ChunkContext = {
  run: ImportRun;
  mapping: CompiledMapping;
  /** Sources that the sender may speak for. */
  allowed: readonly string[];
  redaction: Redaction;
  now: number;
};

const SLICE = 50;
const DAY = 86_400_000;

const count = (into: Record<string, number>, reason: string): void => {
  into[reason] = (into[reason] ?? 0) + 1;
};

type MappedEvent = ReturnType<typeof mapRow>['events'][number];

function problemOf(event: MappedEvent, allowed: readonly string[]): RowProblem | null {
  const of = { event: event.type };
  if (!sourceAllowed(allowed, event.source)) {
    return {
      ...of,
      reason: 'source-not-allowed',
      field: 'source',
      detail: `This key may not send for ${event.source}.`,
      remedy: `Use a key that names ${event.source}.`,
    };
  }
  const fault = timeFault(event);
  return fault && { ...of, ...fault, reason: 'time-out-of-range', field: fault.pointer.slice(1) };
}

/** Maps the rows of a chunk, slice by slice, so that the event loop is never held for long. */
export async function mapChunk(rows: ImportRows['rows'], context: ChunkContext): Promise<MappedChunk> {
  const { run, mapping, allowed, redaction, now } = context;
  const { source, observed, files } = run.begin;
  const file = files.find(({ role }) => role === 'main')?.name ?? '';
  const result: MappedChunk = {
    events: [],
    letters: [],
    counts: { rows: rows.length, events: 0, deadLetters: {}, skipped: {}, newest: null },
    sources: [],
  };
  const sources = new Set<string>();
  let newest = Number.NEGATIVE_INFINITY;
  const refuse = (problem: Omit<RowProblem, 'event'> & { event?: string }, index: number, line: number) => {
    const { reason, field, detail, remedy } = problem;
    const pointer = field === '' ? '' : `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    count(result.counts.deadLetters, reason);
    result.letters.push({ reason, pointer, detail, remedy, index, line, source });
  };

  for (const [index, entry] of rows.entries()) {
    if (index > 0 && index % SLICE === 0) await new Promise((resolve) => setImmediate(resolve));
    if ('unreadable' in entry) {
      refuse({ ...entry.unreadable, field: '' }, index, entry.line);
      continue;
    }
    const mapped = mapRow(mapping, entry.row, { line: entry.line, file, source, joined: entry.joined });
    if (mapped.skipped !== undefined) count(result.counts.skipped, mapped.skipped);
    for (const problem of mapped.problems) refuse(problem, index, entry.line);
    for (const event of mapped.events) {
      const problem = problemOf(event, allowed);
      if (problem) {
        refuse(problem, index, entry.line);
        continue;
      }
      const data = canonicalData(event.data);
      const observedAt = observed === 'occurred' ? { observedAt: Math.min(event.occurredAt, now) } : {};
      result.events.push(redaction.event({ ...event, data, index, ...observedAt }));
      sources.add(event.source);
      // A clock that runs ahead moves no completeness.
      if (event.occurredAt <= now + DAY) newest = Math.max(newest, event.occurredAt);
    }
  }
  result.counts.events = result.events.length;
  if (newest > Number.NEGATIVE_INFINITY) result.counts.newest = new Date(newest).toISOString();
  result.sources = [...sources];
  return result;
}
