import { createHash } from 'node:crypto';
import type { KeySubject, NewDataKeyRow, NewPayloadRow, Sealer } from '@throughline/store';
import type { PlacedRecord } from './fact.ts';

/** Original bytes to keep: of which record, and the homes of its stored events. */
export type Kept = { from: PlacedRecord; homes: readonly bigint[] };

/** Identity of a record's original bytes: its place in the log, so that a batch drained again names it the same. */
export function payloadIdOf(writer: bigint, position: number): bigint {
  const hash = createHash('sha256').update(`${writer}\0${position}`).digest('hex');
  return BigInt(`0x${hash.slice(0, 32)}`);
}

/** Whom a record's bytes are about: one life, or a source's day where they are about several or none. */
function subjectOf({ from, homes }: Kept): KeySubject {
  const lives = new Set(homes.filter((home) => home !== 0n));
  const [only] = lives;
  if (only !== undefined && lives.size === 1) return { scope: 'life', subject: only.toString() };
  const { receivedAt, source } = from.record.header;
  return { scope: 'source-day', subject: `${source}|${new Date(receivedAt).toISOString().slice(0, 10)}` };
}

/** Seals the original bytes of a batch. The data keys must be stored before the payloads are. */
export async function sealAll(
  seal: Sealer['seal'],
  kept: readonly Kept[],
  position: { writer: bigint; batch: bigint },
): Promise<{ payloads: NewPayloadRow[]; dataKeys: NewDataKeyRow[] }> {
  const sealed = await Promise.all(
    kept.map((entry) => {
      const { header, raw } = entry.from.record;
      return seal({
        workspace: header.workspace,
        payloadId: payloadIdOf(position.writer, entry.from.position),
        of: subjectOf(entry),
        source: header.source,
        contentType: header.contentType,
        bytes: raw,
        observedAt: header.receivedAt,
        ...position,
      });
    }),
  );
  return {
    payloads: sealed.map(({ payload }) => payload),
    dataKeys: sealed.flatMap(({ dataKey }) => (dataKey ? [dataKey] : [])),
  };
}
