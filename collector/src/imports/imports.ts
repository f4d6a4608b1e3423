import {
  type ImportBegin,
  type ImportChunkAnswer,
  type ImportCounts,
  type ImportEnd,
  type ImportRequest,
  type ImportRows,
  type ImportState,
  sourceAllowed,
} from '@throughline/contracts';
import { type CompiledMapping, compileMapping, sourcesOf } from '@throughline/mapping';
import type { Fact } from '../drain/fact.ts';
import { type IntakeParts, logRecord } from '../intake/intake.ts';
import type { ImportNote, RecordHeader } from '../intake/record.ts';
import { drop, type Outcome, ok } from '../pipeline/outcome.ts';
import type { Principal } from '../pipeline/steps/authenticate.step.ts';
import { mapChunk } from './map-chunk.ts';
import { type ImportRun, ImportRuns } from './state.ts';

const ADAPTER = 'import';
const NO_BYTES = Buffer.alloc(0);

const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Imports: `begin`, `rows`, `end` and `status` of `POST /v1/imports`. */
export class Imports {
  private readonly parts: IntakeParts;
  private readonly runs: ImportRuns;
  private readonly committed: () => number;
  private readonly compiled = new Map<string, CompiledMapping>();
  /** Chunks that are being taken, so that the same one sent twice at once is taken once. */
  private readonly taking = new Map<string, Promise<Outcome<ImportChunkAnswer>>>();

  constructor(parts: IntakeParts, dir: string, committed: () => number) {
    this.parts = parts;
    this.runs = new ImportRuns(dir);
    this.committed = committed;
  }

  async handle(
    principal: Principal,
    request: ImportRequest,
  ): Promise<Outcome<ImportState | ImportChunkAnswer>> {
    const { workspace } = principal;
    if (request.op === 'begin') return this.begin(principal, request);
    const run = this.runs.find(workspace, request.importId);
    if (!run) {
      return drop('not-found', 'This import was not begun here.', 'Begin it first.', '/importId');
    }
    switch (request.op) {
      case 'rows':
        return this.rows(principal, run, request);
      case 'end':
        return this.end(workspace, run, request);
      case 'status':
        return ok(run.state(this.committed()));
      default:
        return request satisfies never;
    }
  }

  /** Counts repeats that the drain found among the events of imports. */
  repeated(facts: readonly Fact[]): void {
    const counts = new Map<string, { workspace: number; importId: string; count: number }>();
    for (const { from } of facts) {
      const { workspace, importId } = from.record.header;
      if (importId === undefined) continue;
      const name = `${workspace}-${importId}`;
      const known = counts.get(name) ?? { workspace, importId, count: 0 };
      counts.set(name, { ...known, count: known.count + 1 });
    }
    for (const { workspace, importId, count } of counts.values()) {
      const run = this.runs.find(workspace, importId);
      if (run) this.runs.add(workspace, run, { kind: 'repeats', count });
    }
  }

  private async begin(principal: Principal, request: ImportBegin): Promise<Outcome<ImportState>> {
    const known = this.runs.find(principal.workspace, request.importId);
    if (known) {
      const same = (['source', 'mapping', 'observed'] as const).every(
        (name) => known.begin[name] === request[name],
      );
      if (same) return ok(known.state(this.committed()));
      return drop(
        'contradicts',
        'An import of this id was begun with another source, mapping or observed time.',
        'Name the import by a hash of all of them.',
      );
    }
    const { mapping, problems } = compileMapping(request.mapping);
    if (!mapping) {
      const first = problems[0];
      return drop(
        'bad-mapping',
        `The mapping is wrong at line ${first?.line}, ${first?.place}: ${first?.detail}`,
        first?.remedy ?? '',
        '/mapping',
      );
    }
    const forbidden = [request.source, ...sourcesOf(mapping, request.source)].find(
      (source) => !sourceAllowed(principal.sources, source),
    );
    if (forbidden !== undefined) {
      return drop(
        'source-not-allowed',
        `This key may not send for ${forbidden}.`,
        `Use a key that names ${forbidden}.`,
      );
    }
    const logged = await this.note(
      principal.workspace,
      new Date(this.parts.clock()),
      request,
      'started',
      null,
    );
    if (logged.kind !== 'ok') return logged;
    return ok(this.runs.begin(principal.workspace, request).state(this.committed()));
  }

  private rows(
    principal: Principal,
    run: ImportRun,
    request: ImportRows,
  ): Promise<Outcome<ImportChunkAnswer>> {
    const name = `${principal.workspace}-${request.importId}-${request.chunk}`;
    const running = this.taking.get(name);
    if (running) return running;
    const taken = this.takeRows(principal, run, request).finally(() => this.taking.delete(name));
    this.taking.set(name, taken);
    return taken;
  }

  private async takeRows(
    { workspace, sources }: Principal,
    run: ImportRun,
    { importId, chunk, rows }: ImportRows,
  ): Promise<Outcome<ImportChunkAnswer>> {
    const answer = (known: boolean, counts: Omit<ImportCounts, 'repeats'>): Outcome<ImportChunkAnswer> =>
      ok({ importId, chunk, known, counts: { ...counts, repeats: 0 } });
    const before = run.chunks.get(chunk);
    if (before) return answer(true, before);
    const now = this.parts.clock();
    const mapping = this.mappingOf(run);
    const mapped = await mapChunk(rows, {
      run,
      mapping,
      allowed: sources,
      redaction: this.parts.redaction,
      now,
    });
    const raw = Buffer.from(
      JSON.stringify(rows.map((entry) => ('unreadable' in entry ? entry.text : entry))),
    );
    const header: RecordHeader = {
      workspace,
      adapter: ADAPTER,
      receivedAt: now,
      contentType: 'application/json',
      source: run.begin.source,
      importId,
      ...(mapping.namespaces.length > 0 && { namespaces: [...mapping.namespaces] }),
    };
    const { events, letters, counts } = mapped;
    let position = 0;
    if (events.length > 0 || letters.length > 0) {
      const kept = Buffer.from(this.parts.redaction.raw(raw));
      const logged = await logRecord(this.parts, { header, body: { events, letters }, raw: kept });
      if (logged.kind !== 'ok') return logged;
      position = logged.value;
    }
    this.runs.add(workspace, run, { kind: 'chunk', chunk, counts, position, sources: mapped.sources });
    this.parts.counters.accepted(ADAPTER, events.length);
    for (const [reason, count] of Object.entries(counts.deadLetters))
      this.parts.counters.deadLettered(reason, count);
    for (const count of Object.values(counts.skipped)) this.parts.counters.refused('skipped-row', count);
    return answer(false, counts);
  }

  private async end(workspace: number, run: ImportRun, request: ImportEnd): Promise<Outcome<ImportState>> {
    const missing = Array.from({ length: request.chunks }, (_, chunk) => chunk).find(
      (chunk) => !run.chunks.has(chunk),
    );
    if (missing !== undefined) {
      return drop(
        'contradicts',
        `Chunk ${missing} was not taken.`,
        'Send the chunks that are missing, then end again.',
      );
    }
    const { newest } = run.counts();
    const through = request.completeThrough === undefined ? newest : request.completeThrough;
    const completeThrough = through === null ? null : Date.parse(through);
    if (run.ended && run.completeThrough === completeThrough) return ok(run.state(this.committed()));
    const logged = await this.note(
      workspace,
      new Date(this.parts.clock()),
      run.begin,
      'finished',
      completeThrough,
      run,
    );
    if (logged.kind !== 'ok') return logged;
    this.runs.add(workspace, run, { kind: 'end', completeThrough, position: logged.value });
    return ok(run.state(this.committed()));
  }

  /** Writes how far an import came; at its end, that its feeds are complete. */
  private note(
    workspace: number,
    now: Date,
    begin: ImportBegin,
    state: ImportNote['state'],
    completeThrough: number | null,
    run?: ImportRun,
  ): Promise<Outcome<number>> {
    const { importId, source } = begin;
    const counts = run?.counts();
    const note: ImportNote = {
      importId,
      state,
      source,
      mapping: begin.mapping,
      file: begin.files.map(({ name }) => name).join(', '),
      rows: counts?.rows ?? 0,
      events: counts?.events ?? 0,
      deadLetters: sumOf(counts?.deadLetters ?? {}),
      drops: JSON.stringify(counts?.skipped ?? {}),
      completeThrough,
    };
    const evidence = `import ${importId}`;
    const feeds =
      run && completeThrough !== null
        ? [...new Set([source, ...run.sources])].map((feed) => ({
            source: feed,
            kind: 'import' as const,
            completeThrough,
            evidence,
          }))
        : [];
    return logRecord(this.parts, {
      header: { workspace, adapter: ADAPTER, receivedAt: now.getTime(), contentType: '', source, importId },
      body: { imports: [note], feeds },
      raw: NO_BYTES,
    });
  }

  private mappingOf(run: ImportRun): CompiledMapping {
    const text = run.begin.mapping;
    const known = this.compiled.get(text);
    if (known) return known;
    const { mapping } = compileMapping(text);
    if (!mapping) throw new Error('the mapping of an import that was begun no longer compiles');
    this.compiled.set(text, mapping);
    return mapping;
  }
}
