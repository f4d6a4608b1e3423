import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportBegin, ImportCounts, ImportState } from '@throughline/contracts';

/** What one chunk gave. */
export type ChunkCounts = Omit<ImportCounts, 'repeats'>;

type Entry =
  | { kind: 'begin'; begin: ImportBegin }
  | { kind: 'chunk'; chunk: number; counts: ChunkCounts; position: number; sources: string[] }
  | { kind: 'repeats'; count: number }
  | { kind: 'end'; completeThrough: number | null; position: number };

const nothing = (): ChunkCounts => ({ rows: 0, events: 0, deadLetters: {}, skipped: {}, newest: null });

const added = (a: Record<string, number>, b: Record<string, number>): Record<string, number> => {
  const sum = { ...a };
  for (const [reason, count] of Object.entries(b)) sum[reason] = (sum[reason] ?? 0) + count;
  return sum;
};

const later = (a: string | null, b: string | null): string | null =>
  a === null || (b !== null && b > a) ? b : a;

/** Everything known of one import. */
export class ImportRun {
  readonly begin: ImportBegin;
  readonly chunks = new Map<number, ChunkCounts>();
  readonly sources = new Set<string>();
  repeats = 0;
  ended = false;
  completeThrough: number | null = null;
  /** Highest position of the log that this import wrote. */
  position = 0;

  constructor(begin: ImportBegin) {
    this.begin = begin;
  }

  take(entry: Exclude<Entry, { kind: 'begin' }>): void {
    switch (entry.kind) {
      case 'chunk':
        this.chunks.set(entry.chunk, entry.counts);
        for (const source of entry.sources) this.sources.add(source);
        this.position = Math.max(this.position, entry.position);
        break;
      case 'repeats':
        this.repeats += entry.count;
        break;
      case 'end':
        this.ended = true;
        this.completeThrough = entry.completeThrough;
        this.position = Math.max(this.position, entry.position);
        break;
      default:
        entry satisfies never;
    }
  }

  counts(): ImportCounts {
    const sum = [...this.chunks.values()].reduce(
      (total, counts) => ({
        rows: total.rows + counts.rows,
        events: total.events + counts.events,
        deadLetters: added(total.deadLetters, counts.deadLetters),
        skipped: added(total.skipped, counts.skipped),
        newest: later(total.newest, counts.newest),
      }),
      nothing(),
    );
    return { ...sum, repeats: this.repeats };
  }

  /** Chunks that were taken, as inclusive ranges. */
  ranges(): [number, number][] {
    const ranges: [number, number][] = [];
    for (const chunk of [...this.chunks.keys()].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last && last[1] === chunk - 1) last[1] = chunk;
      else ranges.push([chunk, chunk]);
    }
    return ranges;
  }

  state(committed: number): ImportState {
    return {
      importId: this.begin.importId,
      state: this.ended ? 'ended' : 'open',
      drained: committed >= this.position,
      chunks: this.ranges(),
      counts: this.counts(),
      completeThrough: this.completeThrough === null ? null : new Date(this.completeThrough).toISOString(),
    };
  }
}

/**
 * The imports of this collector, each with a journal file of its own, so that an import goes on after a restart. The
 * journal only saves work: without it chunks are sent again, and their events are repeats.
 */
export class ImportRuns {
  private readonly dir: string;
  private readonly runs = new Map<string, ImportRun>();

  constructor(dir: string) {
    this.dir = dir;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  /** `importId` must be hexadecimal: it names the file. */
  find(workspace: number, importId: string): ImportRun | undefined {
    const name = `${workspace}-${importId}`;
    const known = this.runs.get(name);
    if (known) return known;
    const run = this.load(name);
    if (run) this.runs.set(name, run);
    return run;
  }

  begin(workspace: number, begin: ImportBegin): ImportRun {
    const run = new ImportRun(begin);
    this.runs.set(`${workspace}-${begin.importId}`, run);
    this.note(workspace, begin.importId, { kind: 'begin', begin });
    return run;
  }

  add(workspace: number, run: ImportRun, entry: Exclude<Entry, { kind: 'begin' }>): void {
    run.take(entry);
    this.note(workspace, run.begin.importId, entry);
  }

  private note(workspace: number, importId: string, entry: Entry): void {
    try {
      appendFileSync(join(this.dir, `${workspace}-${importId}.ndjson`), `${JSON.stringify(entry)}\n`, {
        mode: 0o600,
      });
    } catch {
      // A full disk costs the note, not the import.
    }
  }

  private load(name: string): ImportRun | undefined {
    let run: ImportRun | undefined;
    try {
      for (const line of readFileSync(join(this.dir, `${name}.ndjson`), 'utf8').split('\n')) {
        if (line === '') continue;
        const entry = JSON.parse(line) as Entry;
        if (entry.kind === 'begin') run ??= new ImportRun(entry.begin);
        else run?.take(entry);
      }
    } catch {
      // No such import, or a note that a crash cut short: what was read so far counts.
    }
    return run;
  }
}
