import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY, orderCreated, STRUCTURED } from '../testing/harness.ts';

function whyNot(): string {
  try {
    execFileSync('strace', ['-qq', '-e', 'trace=none', 'true'], { stdio: 'ignore' });
    return '';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? 'strace is not installed'
      : 'strace may not trace';
  }
}
const skipped = whyNot();

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'throughline-strace-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** System calls in the order in which they ended, calls that were interrupted in the listing put together again. */
function callsOf(trace: string): string[] {
  const open = new Map<string, string>();
  const calls: string[] = [];
  for (const line of trace.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (rest.endsWith('<unfinished ...>')) open.set(thread, rest.replace(/ *<unfinished \.\.\.>$/, ''));
    else if (resumed) calls.push(`${open.get(thread) ?? ''}${resumed[1]}`);
    else if (rest) calls.push(rest);
  }
  return calls;
}

describe.skipIf(skipped !== '')(`acknowledged means durable${skipped && ` (skipped: ${skipped})`}`, () => {
  it('every 202 is written after the fdatasync that covers its bytes', async () => {
    const trace = join(dir, 'trace');
    const script = join(import.meta.dirname, '../testing/child.ts');
    const child = spawn(
      'strace',
      [
        '-f',
        '-qq',
        '-s',
        '4000',
        '-e',
        'trace=pwritev,pwrite64,writev,write,fdatasync',
        '-o',
        trace,
        process.execPath,
        script,
        dir,
      ],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
    );
    const { address } = await new Promise<{ address: string }>((resolve, reject) => {
      child.once('message', (value) => resolve(value as { address: string }));
      child.once('exit', (code) => reject(new Error(`strace ended with ${code}`)));
    });
    const names = Array.from({ length: 24 }, (_, index) => `traced-${index}-`);
    for (let at = 0; at < names.length; at += 8) {
      await Promise.all(
        names.slice(at, at + 8).map(async (name) => {
          const response = await fetch(`${address}/v1/events`, {
            method: 'POST',
            headers: { authorization: `Bearer ${KEY}`, 'content-type': STRUCTURED, connection: 'close' },
            body: JSON.stringify(
              orderCreated(name, { type: at === 8 ? 'order.teleported' : 'order.created' }),
            ),
          });
          expect(response.status).toBe(at === 8 ? 422 : 202);
        }),
      );
    }
    child.kill('SIGINT');
    child.disconnect();
    await new Promise((resolve) => child.once('exit', resolve));

    const calls = callsOf(readFileSync(trace, 'utf8'));
    const written = new Set<string>();
    const durable = new Set<string>();
    let replies = 0;
    for (const call of calls) {
      if (/^(pwritev|pwrite64)\(/.test(call)) {
        for (const name of names) if (call.includes(name)) written.add(name);
      } else if (/^fdatasync\(.*= 0$/.test(call)) {
        for (const name of written) durable.add(name);
      } else if (/HTTP\/1\.1 (202|422)/.test(call)) {
        replies++;
        // Replies name no event, but there can never be more of them than there are durable records.
        expect(durable.size).toBeGreaterThanOrEqual(replies);
      }
    }
    expect(replies).toBe(names.length);
    expect(durable.size).toBe(names.length);
  }, 60_000);
});
