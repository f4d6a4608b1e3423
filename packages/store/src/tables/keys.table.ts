import type { KeyRole } from '@throughline/contracts';
import { or, sign, text, time, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Which life a business key belongs to: stitching's look-up, and what Find searches. */
export const keys = table({
  name: 'keys',
  about: 'Business keys and the lives that they name.',
  columns: {
    ...ofWorkspace,
    value: text(),
    namespace: word(),
    scope: or(word(), ''),
    life: u128(),
    role: word<KeyRole>(),
    /** The event that first showed the key on this life. */
    eventKey: u128(),
    occurredAt: time({ codec: 'Delta, ZSTD(1)' }),
    sign: or(sign(), 1),
    ...asDrained,
  },
  orderBy: ['workspace', 'value', 'namespace', 'scope', 'life'],
  granularity: 256,
  // Stitching's slow path asks for every key of a life.
  indexes: ['INDEX keys_by_life life TYPE bloom_filter(0.01) GRANULARITY 4'],
});
export type KeyRow = RowOf<typeof keys>;
export type NewKeyRow = NewRowOf<typeof keys>;
