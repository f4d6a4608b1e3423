import fs from 'node:fs';
import { promisify } from 'node:util';

/** The file operations the log needs, by descriptor; tests put failing ones in their place. */
export type LogFiles = {
  open(path: string, flags: string): Promise<number>;
  writev(fd: number, buffers: readonly Uint8Array[], position: number): Promise<void>;
  read(fd: number, target: Uint8Array, position: number): Promise<number>;
  fdatasync(fd: number): Promise<void>;
  ftruncate(fd: number, length: number): Promise<void>;
  close(fd: number): Promise<void>;
  unlink(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Makes a created, renamed or removed name of the directory durable. */
  syncDirectory(path: string): Promise<void>;
};

const open = promisify(fs.open);
const close = promisify(fs.close);
const fsync = promisify(fs.fsync);

// One writev takes at most IOV_MAX (1024) buffers.
const MOST_BUFFERS = 1000;

function writeOnce(fd: number, buffers: readonly Uint8Array[], position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.writev(fd, buffers, position, (error, written) => (error ? reject(error) : resolve(written)));
  });
}

function dropBytes(buffers: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = count;
  for (const buffer of buffers) {
    if (skip >= buffer.length) skip -= buffer.length;
    else {
      rest.push(skip === 0 ? buffer : buffer.subarray(skip));
      skip = 0;
    }
  }
  return rest;
}

/** The real file system. */
export const nodeFiles: LogFiles = {
  open: (path, flags) => open(path, flags, 0o600),
  async writev(fd, buffers, position) {
    let at = position;
    for (let index = 0; index < buffers.length; index += MOST_BUFFERS) {
      let rest = buffers.slice(index, index + MOST_BUFFERS);
      while (rest.length > 0) {
        const written = await writeOnce(fd, rest, at);
        at += written;
        rest = dropBytes(rest, written);
      }
    }
  },
  read: (fd, target, position) =>
    new Promise((resolve, reject) => {
      fs.read(fd, target, 0, target.length, position, (error, count) =>
        error ? reject(error) : resolve(count),
      );
    }),
  fdatasync: promisify(fs.fdatasync),
  ftruncate: promisify(fs.ftruncate),
  close,
  unlink: promisify(fs.unlink),
  rename: promisify(fs.rename),
  async syncDirectory(path) {
    const fd = await open(path, 'r');
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  },
};
