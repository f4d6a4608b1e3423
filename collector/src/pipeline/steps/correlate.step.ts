import type { BatchRows } from '@throughline/store';
import type { Fact, PlacedRecord } from '../../drain/fact.ts';
import type { BatchNotes } from '../../log/batch-notes.ts';
import type { BatchContext } from './dedupe.step.ts';

/** What correlation says of a batch: the life that each event is stored under, and the facts to store about lives. */
export type Correlation = {
  /** Home by event key; 0n where an event has none. */
  homes: ReadonlyMap<bigint, bigint>;
  /** Event keys of those that carry an identity key, which names an order. */
  namesAnOrder: ReadonlySet<bigint>;
  rows: Pick<BatchRows, 'keys' | 'caseLinks' | 'eventLinks' | 'sharedEvents' | 'conflicts' | 'orphans'>;
};

/**
 * Finds the lives of new facts, with the cuts that the batch's records bring and the keys to judge anew; it reads the
 * store and writes nothing.
 */
export type Correlate = (
  facts: readonly Fact[],
  records: readonly PlacedRecord[],
  context: BatchContext,
  notes: Pick<BatchNotes, 'recheck' | 'recheckAt'>,
) => Promise<Correlation>;
