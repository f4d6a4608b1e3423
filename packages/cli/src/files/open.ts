import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { ImportError, why } from '../problem.ts';

export type Encoding = 'utf8' | 'utf16le' | 'latin1' | 'windows-1252';
/** Told of how many bytes of the stored file were read since the last call. */
export type OnBytes = (count: number) => void;

const cannotRead = (path: string, error: unknown): ImportError =>
  new ImportError(
    `${path} cannot be read (${why(error)})`,
    'Check the name and that this user may read it; a gzip file must be whole.',
  );

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path).catch((error: unknown) => {
    throw cannotRead(path, error);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    await file.close();
  }
}

/** Size and SHA-256 of a file as it is stored. Throws `ImportError` if it cannot be read. */
export async function identify(path: string): Promise<{ name: string; bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch (error) {
    throw cannotRead(path, error);
  }
  return { name: basename(path), bytes, sha256: hash.digest('hex') };
}

/** The bytes of a file, unpacked if its first two say gzip. Throws `ImportError` if it cannot be read to its end. */
async function* bytesOf(path: string, onBytes: OnBytes): AsyncGenerator<Buffer> {
  const start = await firstBytes(path);
  const stored = createReadStream(path);
  stored.on('data', (chunk) => onBytes(chunk.length));
  const packed = start[0] === 0x1f && start[1] === 0x8b;
  const plain = packed ? stored.pipe(createGunzip()) : stored;
  if (packed) stored.on('error', (error) => plain.destroy(error));
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw cannotRead(path, error);
  } finally {
    stored.destroy();
    plain.destroy();
  }
}

const byMark = (start: Buffer): string | null => {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  return null;
};
const LABEL = { utf8: 'utf-8', utf16le: 'utf-16le', latin1: 'latin1', 'windows-1252': 'windows-1252' };

/**
 * The text of a file in pieces, without its byte order mark, which wins over `encoding`. Throws `ImportError` at bytes
 * that the encoding does not have: no character is ever replaced.
 */
export async function* textOf(
  path: string,
  encoding: Encoding = 'utf8',
  onBytes: OnBytes = () => {},
): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  const decode = (chunk?: Buffer): string => {
    try {
      return decoder?.decode(chunk, { stream: chunk !== undefined }) ?? '';
    } catch {
      throw new ImportError(
        `${path} holds bytes that are not ${decoder?.encoding}`,
        'Say how it is written in the mapping, beside its name: encoding: windows-1252 (or latin1, utf16le).',
      );
    }
  };
  for await (const chunk of bytesOf(path, onBytes)) {
    decoder ??= new TextDecoder(byMark(chunk) ?? LABEL[encoding], { fatal: true });
    const text = decode(chunk);
    if (text !== '') yield text;
  }
  const rest = decode();
  if (rest !== '') yield rest;
}
