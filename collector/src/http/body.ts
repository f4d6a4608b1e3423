import { gunzip, inflate } from 'node:zlib';
import { codeOf } from '../log/errors.ts';
import { drop, type Outcome, ok } from '../pipeline/outcome.ts';

const MOST_AT_ONCE = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** Few at a time: each may grow to the cap before it is refused. */
async function atATime<T>(work: () => Promise<T>): Promise<T> {
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

function expand(bytes: Buffer, how: typeof gunzip, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    how(bytes, { maxOutputLength: maxBytes }, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** The body without its content encoding (gzip, deflate or none). Drops what grows past `maxBytes`, or is no gzip. */
export async function decodeBody(
  bytes: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Outcome<Buffer>> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return ok(bytes);
  const how = name === 'gzip' || name === 'x-gzip' ? gunzip : name === 'deflate' ? inflate : null;
  if (!how) {
    return drop(
      'unsupported-encoding',
      `The content encoding "${name.slice(0, 40)}" is not known.`,
      'Use gzip or none.',
    );
  }
  try {
    return ok(await atATime(() => expand(bytes, how, maxBytes)));
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
      return drop(
        'body-too-large',
        `The body is larger than ${maxBytes} bytes when decompressed.`,
        'Send fewer events per request.',
      );
    }
    return drop(
      'bad-encoding',
      `The body is not ${name}: ${codeOf(error)}.`,
      'Compress the whole body, once.',
    );
  }
}
