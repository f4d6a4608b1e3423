import { createHash } from 'node:crypto';
import type { LetterNote } from './accepted.ts';
import type { RecordHeader } from './record.ts';

/**
 * Identity of a dead letter (128 bits): the same bytes refused again for the same reason are the same letter, and so is
 * the same line of the same import. Where the line is not known, the bytes count.
 */
export function letterId(header: RecordHeader, note: LetterNote, rawHash: string): bigint {
  const of = header.importId
    ? [header.workspace, header.importId, note.line || rawHash, note.index, note.reason]
    : [header.workspace, header.adapter, rawHash, note.index, note.reason];
  return BigInt(`0x${createHash('sha256').update(of.join('\0')).digest('hex').slice(0, 32)}`);
}

/** SHA-256 of raw bytes in hex. */
export const hashOf = (raw: Uint8Array): string => createHash('sha256').update(raw).digest('hex');
