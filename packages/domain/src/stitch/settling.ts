import type { Atoms } from './atoms.ts';
import type { Closure } from './closure.ts';
import type { Ledger } from './ledger.ts';
import type { Partition } from './partition.ts';

/** What the careful path compares: what should be (`part`, under the ids of `atoms`) and what is stored (`ledger`). */
export type Settling = {
  readonly part: Partition;
  readonly atoms: Atoms;
  readonly closure: Closure;
  readonly ledger: Ledger;
  /** Whether an event is of this batch and was left to the careful path. */
  readonly isNew: (eventKey: bigint) => boolean;
};
