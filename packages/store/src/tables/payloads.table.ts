import { bytes, or, text, u32, u128, word } from './column.ts';
import { asDrained, BY_MONTH, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Original bytes as received: compressed, then sealed. The only place that holds them. */
export const payloads = table({
  name: 'payloads',
  about: 'Original bytes, sealed under a data key.',
  columns: {
    ...ofWorkspace,
    payloadId: u128(),
    /** Row in `data_keys` whose key opens this one. */
    dataKeyId: u128({ codec: 'ZSTD(1)' }),
    contentType: word(),
    /** Compression before sealing: `zstd` or `none`. */
    encoding: or(word<'zstd' | 'none'>(), 'zstd'),
    nonce: bytes({ codec: 'NONE' }),
    /** AES-256-GCM ciphertext with its 16-byte tag at the end. */
    sealed: bytes({ codec: 'NONE' }),
    /** Bytes before compression. */
    size: u32(),
    source: or(text({ codec: 'ZSTD(1)' }), ''),
    ...asDrained,
  },
  orderBy: ['workspace', 'payloadId'],
  partitionBy: BY_MONTH,
  granularity: 256,
});
export type PayloadRow = RowOf<typeof payloads>;
export type NewPayloadRow = NewRowOf<typeof payloads>;
