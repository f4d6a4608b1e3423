import { or, text, time, u64, u128, word } from './column.ts';
import { asDrained, BY_MONTH, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Repeats that say something else than the fact that is stored: kept whole, never dropped. */
export const contradictions = table({
  name: 'contradictions',
  about: 'Repeats of a fact that contradict it.',
  columns: {
    ...ofWorkspace,
    eventKey: u128(),
    eventId: text(),
    source: word(),
    type: word(),
    occurredAt: time(),
    fingerprint: u64(),
    /** Fingerprint that wins by content rank, whichever arrived first. */
    winner: u64(),
    /** The whole contradicting event, as JSON. */
    event: text({ codec: 'ZSTD(3)' }),
    payloadId: or(u128(), 0n),
    ...asDrained,
  },
  orderBy: ['workspace', 'eventKey', 'fingerprint'],
  partitionBy: BY_MONTH,
  granularity: 1024,
});
export type ContradictionRow = RowOf<typeof contradictions>;
export type NewContradictionRow = NewRowOf<typeof contradictions>;
