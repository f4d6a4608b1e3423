import type { Payload } from '@throughline/contracts';
import { notFound, ProblemError } from '../http/problem.ts';
import type { Options } from '../ports.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text where the bytes are UTF-8, else base64: nothing is lost either way. */
const readable = (bytes: Uint8Array): Pick<Payload, 'encoding' | 'body'> => {
  try {
    return { encoding: 'utf8', body: utf8.decode(bytes) };
  } catch {
    return { encoding: 'base64', body: Buffer.from(bytes).toString('base64') };
  }
};

/** The original bytes of a payload; 404 where none was kept, 410 where they were erased or their time is over. */
export const openedPayload = async (
  { openPayload }: Pick<Options, 'openPayload'>,
  workspace: number,
  payloadId: bigint,
  index: number,
): Promise<Payload> => {
  if (payloadId === 0n) throw notFound('No original bytes were kept.', 'The event itself is whole.');
  const opened = await openPayload(workspace, payloadId);
  if (!opened) {
    throw new ProblemError({
      title: 'The original bytes are gone',
      status: 410,
      detail: 'They were erased, or their retention is over.',
      remedy: 'The event itself is whole; ask the source for the message again.',
    });
  }
  const { contentType, bytes } = opened;
  return { contentType, bytes: bytes.byteLength, index, ...readable(bytes) };
};
