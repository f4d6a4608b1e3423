import { time, u32, u64 } from './column.ts';

/** First in every table and every sort key. */
export const ofWorkspace = { workspace: u32() } as const;

/**
 * Where and when a row came in: `observedAt` is the collector's clock at acceptance, (`writer`, `batch`) the log and
 * the drained batch of it, which is the row's position for every reader.
 */
export const asDrained = {
  observedAt: time({ codec: 'Delta, ZSTD(1)' }),
  writer: u64({ codec: 'ZSTD(1)' }),
  batch: u64({ codec: 'Delta, ZSTD(1)' }),
} as const;

/** Tables that grow with traffic are cut by the month of observed time, which no import can scatter. */
export const BY_MONTH = 'toYYYYMM(observed_at)';
