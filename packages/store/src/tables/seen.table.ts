import { time, u64, u128 } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Facts that are stored, asked once per batch so that a repeat is known. */
export const seen = table({
  name: 'seen',
  about: 'Event keys that are stored, with a fingerprint of what they said.',
  columns: {
    ...ofWorkspace,
    eventKey: u128(),
    /** Hash of the content; delivery ids and `observedAt` are left out of it. */
    fingerprint: u64(),
    /** With `life`, the event's place in `events`. */
    occurredAt: time({ codec: 'Delta, ZSTD(1)' }),
    life: u128({ codec: 'ZSTD(1)' }),
    ...asDrained,
  },
  orderBy: ['workspace', 'eventKey'],
  granularity: 256,
});
export type SeenRow = RowOf<typeof seen>;
export type NewSeenRow = NewRowOf<typeof seen>;
