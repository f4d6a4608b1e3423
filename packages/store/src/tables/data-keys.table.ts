import { bytes, text, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Keys that seal payloads, each wrapped by the master key. Erasing a person removes the row. */
export const dataKeys = table({
  name: 'data_keys',
  about: 'Wrapped data keys: one per life, or per source and day.',
  columns: {
    ...ofWorkspace,
    keyId: u128(),
    scope: word<'life' | 'source-day'>(),
    /** The life in decimal, or `source|YYYY-MM-DD`. */
    subject: text(),
    /** Nonce, ciphertext and tag of the key under the master key. */
    wrapped: bytes({ codec: 'NONE' }),
    /** Which master key wrapped it: first 8 bytes of its SHA-256, hex. */
    masterKeyId: word(),
    ...asDrained,
  },
  orderBy: ['workspace', 'keyId'],
  granularity: 1024,
});
export type DataKeyRow = RowOf<typeof dataKeys>;
export type NewDataKeyRow = NewRowOf<typeof dataKeys>;
