import { crc32 } from 'node:zlib';

/** Bytes before a payload: its length and a CRC-32 over length and payload, both u32 little-endian. */
export const FRAME_HEAD = 8;
/** Longest payload that a frame may hold; a longer length can only be damage. */
export const LONGEST_PAYLOAD = 256 * 1024 * 1024;

const checksum = (head: Uint8Array, payload: Uint8Array): number =>
  crc32(payload, crc32(head.subarray(0, 4)));

/** Head of the frame of `payload` (1 byte to 256 MiB). */
export function frameHead(payload: Uint8Array): Buffer {
  if (payload.length === 0 || payload.length > LONGEST_PAYLOAD) {
    throw new RangeError(`a log record has 1 to ${LONGEST_PAYLOAD} bytes, not ${payload.length}`);
  }
  const head = Buffer.allocUnsafe(FRAME_HEAD);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(checksum(head, payload), 4);
  return head;
}

/** A whole frame, the number of bytes still missing, or damage. */
export type FrameRead = { payload: Buffer; end: number } | { missing: number } | { damaged: string };

/** Reads the frame at `offset`. The payload is a view of `bytes`. */
export function readFrame(bytes: Buffer, offset: number): FrameRead {
  const have = bytes.length - offset;
  if (have < FRAME_HEAD) return { missing: FRAME_HEAD - have };
  const length = bytes.readUInt32LE(offset);
  if (length === 0 || length > LONGEST_PAYLOAD) return { damaged: `a length of ${length}` };
  const end = offset + FRAME_HEAD + length;
  if (end > bytes.length) return { missing: end - bytes.length };
  const payload = bytes.subarray(offset + FRAME_HEAD, end);
  const expected = bytes.readUInt32LE(offset + 4);
  const actual = checksum(bytes.subarray(offset, offset + 4), payload);
  return actual === expected ? { payload, end } : { damaged: 'a checksum that does not match' };
}
