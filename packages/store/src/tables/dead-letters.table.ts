import { or, text, time, u32, u128, word } from './column.ts';
import { asDrained, BY_MONTH, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** What could not be processed, and why; its bytes are in `payloads`. `observedAt` is when it was received. */
export const deadLetters = table({
  name: 'dead_letters',
  about: 'Input that could not be processed, kept whole.',
  columns: {
    ...ofWorkspace,
    id: u128(),
    source: word(),
    adapter: word(),
    /** A short stable code, the same for all letters of one cause. */
    reason: word(),
    /** JSON pointer to what is wrong; '' for the whole. */
    pointer: or(text(), ''),
    detail: or(text({ codec: 'ZSTD(1)' }), ''),
    remedy: or(text({ codec: 'ZSTD(1)' }), ''),
    /** Line of an imported file, from 1; 0: not from a file. */
    lineNo: or(u32(), 0),
    importId: or(text(), ''),
    payloadId: or(u128(), 0n),
    payloadIndex: or(u32(), 0),
    /** `waiting`, `requeued` or `discarded`: of the rows of an id, the one with the newest `stateAt` counts. */
    state: or(word<'waiting' | 'requeued' | 'discarded'>(), 'waiting'),
    /** When a person or a replay changed the state; 0: as it was received. */
    stateAt: or(time(), 0),
    ...asDrained,
  },
  orderBy: ['workspace', 'observedAt', 'id'],
  partitionBy: BY_MONTH,
  granularity: 1024,
});
export type DeadLetterRow = RowOf<typeof deadLetters>;
export type NewDeadLetterRow = NewRowOf<typeof deadLetters>;
