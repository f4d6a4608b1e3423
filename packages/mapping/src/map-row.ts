import type { CompiledMapping } from './compile.ts';
import type { EventMaker, MappedEvent } from './compile-event.ts';
import { FaultError, type RowProblem } from './fault.ts';
import { type Row, type RowContext, rowScope, type Scope } from './scope.ts';

/** What a row gave: events, problems that each kept one event from being made, or the reason that it was left out. */
export type MappedRow = { events: MappedEvent[]; problems: RowProblem[]; skipped?: string };

const problemOf = (error: unknown, event: string): RowProblem => {
  if (error instanceof FaultError) {
    return { reason: error.reason, field: error.field, detail: error.message, remedy: error.remedy, event };
  }
  return {
    reason: 'internal',
    field: '',
    detail: error instanceof Error ? error.message : String(error),
    remedy: 'This is a defect of the mapping language: please report it with the row and the mapping.',
    event,
  };
};

/**
 * Runs a mapping on one row. Never throws, whatever the row holds. An event that cannot be made is a problem; the
 * others of the row are made all the same. `context.source` names the system that the import speaks for.
 */
export const mapRow = (mapping: CompiledMapping, row: Row, context: RowContext): MappedRow => {
  const scope = rowScope(row, context);
  for (const { holds, reason } of mapping.skip) {
    if (holds(scope)) return { events: [], problems: [], skipped: reason };
  }
  const events: MappedEvent[] = [];
  const problems: RowProblem[] = [];
  const facts = new Set<string>();
  const take = (maker: EventMaker, at: Scope) => {
    const event = maker.make(at);
    const fact = JSON.stringify([event.source, event.id]);
    if (facts.has(fact)) {
      throw new FaultError(
        'same-id',
        'id',
        `Two events of the row are called ${event.source} ${event.id}`,
        'Put what tells them apart into the id template of the mapping.',
      );
    }
    facts.add(fact);
    events.push(event);
  };
  for (const maker of mapping.events) {
    try {
      for (const at of maker.scopes(scope)) {
        try {
          take(maker, at);
        } catch (error) {
          problems.push(problemOf(error, maker.type));
        }
      }
    } catch (error) {
      problems.push(problemOf(error, maker.type));
    }
  }
  if (events.length > 0 || problems.length > 0) return { events, problems };
  if (mapping.otherwise === 'skip') return { events, problems, skipped: 'no-event' };
  problems.push({
    reason: 'no-event',
    field: '',
    detail: 'No event of the mapping applies to this row',
    remedy: 'Add one that does, or a skip rule with the reason to leave such rows out.',
    event: '',
  });
  return { events, problems };
};

/** The sources that a mapping speaks for at `source`, as far as they do not depend on rows; sorted. */
export const sourcesOf = (mapping: CompiledMapping, source: string): string[] =>
  [...new Set(mapping.events.flatMap((maker) => maker.sourceAt(source) ?? []))].sort();
