import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, type LockFile } from './lock.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'throughline-lock-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const now = new Date('2026-11-24T14:42:18Z');
const read = (): LockFile => JSON.parse(readFileSync(join(dir, 'lock.json'), 'utf8')) as LockFile;

describe('the lock of a data directory', () => {
  it('holds pid, addresses and token, readable by its owner alone', () => {
    const lock = acquireLock(dir, 'secret', now);
    lock.publish({ api: 'http://127.0.0.1:4000' });
    expect(read()).toMatchObject({
      pid: process.pid,
      token: 'secret',
      addresses: { api: 'http://127.0.0.1:4000' },
    });
    expect(statSync(lock.path).mode & 0o777).toBe(0o600);
    lock.release();
    expect(() => read()).toThrow();
  });

  it('refuses a second start on the same data in one line that names the remedy', () => {
    acquireLock(dir, 'a', now).publish({ web: 'http://127.0.0.1:3000' });
    expect(() => acquireLock(dir, 'b', now)).toThrow(
      /already runs on .*process \d+, http:\/\/127\.0\.0\.1:3000.*THROUGHLINE_DATA_DIR/,
    );
    expect(read().token).toBe('a');
  });

  it('takes over from a process that is gone, and from a pid that was given to another program', async () => {
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    const stale = { pid: child.pid, born: '1', startedAt: '', token: 'old', addresses: {} };
    writeFileSync(join(dir, 'lock.json'), JSON.stringify(stale));
    acquireLock(dir, 'new', now);
    expect(read().token).toBe('new');
    writeFileSync(join(dir, 'lock.json'), JSON.stringify({ ...stale, pid: process.pid }));
    acquireLock(dir, 'newer', now);
    expect(read().token).toBe('newer');
  });

  it('takes over from a torn lock file', () => {
    writeFileSync(join(dir, 'lock.json'), '{"pid":');
    acquireLock(dir, 'new', now);
    expect(read().token).toBe('new');
  });

  it('says in one line that the directory cannot be made', () => {
    const file = join(dir, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    expect(() => acquireLock(join(file, 'data'), 't', now)).toThrow(
      /data directory .* cannot be written \(ENOTDIR\).*THROUGHLINE_DATA_DIR/,
    );
  });
});
