import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogBusyError, LogFullError, LogUnavailableError } from './errors.ts';
import { type LogFiles, nodeFiles } from './files.ts';
import { type Log, type LogOptions, openLog } from './log.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-log-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const open = (dir: string, more: Partial<LogOptions> = {}) =>
  openLog({ dir, maxBytes: 1e9, random: randomBytes, ...more });

async function readAll(log: Log): Promise<{ position: number; text: string }[]> {
  const records = await log.read(1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY);
  return records.map(({ position, payload }) => ({ position, text: payload.toString() }));
}

const segmentsOf = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.log'))
    .sort();

describe('the log', () => {
  it('gives records back in order, in the same process and after a restart', async () => {
    const log = await open(root);
    const positions = await Promise.all(['a', 'b', 'c'].map((text) => log.append(Buffer.from(text))));
    expect(positions).toEqual([1, 2, 3]);
    const expected = [
      { position: 1, text: 'a' },
      { position: 2, text: 'b' },
      { position: 3, text: 'c' },
    ];
    expect(await readAll(log)).toEqual(expected);
    await log.close();
    const again = await open(root);
    expect(again.writer).toBe(log.writer);
    expect(await readAll(again)).toEqual(expected);
    expect(await again.append(Buffer.from('d'))).toBe(4);
    await again.close();
  });

  it('resumes in the middle and stops at about the bytes asked for', async () => {
    const log = await open(root, { segmentBytes: 4096 });
    for (let index = 1; index <= 50; index++) await log.append(Buffer.alloc(1000, index));
    const some = await log.read(20, 50, 5000);
    expect(some.map(({ position }) => position)).toEqual([20, 21, 22, 23, 24]);
    expect((await log.read(25, 26, 5000)).map(({ position }) => position)).toEqual([25, 26]);
    expect((await log.read(3, 3, 5000)).map(({ position }) => position)).toEqual([3]);
    await log.close();
  });

  it('deletes committed segments, and refuses past its bound until then', async () => {
    const log = await open(root, { maxBytes: 20_000, segmentBytes: 4096 });
    let refused: unknown;
    for (let index = 0; index < 100 && !refused; index++) {
      await log.append(Buffer.alloc(1000)).catch((error) => {
        refused = error;
      });
    }
    expect(refused).toBeInstanceOf(LogFullError);
    await log.commit(log.state().durable);
    expect(segmentsOf(root).length).toBeLessThanOrEqual(1);
    const position = await log.append(Buffer.from('room again'));
    expect((await log.read(position, position, 1)).map(({ payload }) => String(payload))).toEqual([
      'room again',
    ]);
    await log.close();
  });

  it('has one owner', async () => {
    const log = await open(root);
    await expect(open(root)).rejects.toThrow(LogBusyError);
    writeFileSync(join(root, 'owner.json'), JSON.stringify({ pid: 1, born: 'no', at: 0 }));
    await log.close();
    const next = await open(root);
    await next.close();
  });

  it('remembers an unfinished batch and never gives its positions to other records', async () => {
    const log = await open(root);
    for (const text of ['a', 'b', 'c']) await log.append(Buffer.from(text));
    const batch = await log.bounds.begin(1, 3);
    await log.close();
    const name = segmentsOf(root)[0] ?? '';
    truncateSync(join(root, name), readFileSync(join(root, name)).length - 1);
    // One copy of each entry may be damaged.
    const bounds = readFileSync(join(root, 'bounds'));
    bounds[bounds.length - 5] = 0xff;
    writeFileSync(join(root, 'bounds'), bounds);
    const again = await open(root);
    expect(again.bounds.pending()).toEqual(batch);
    expect(again.state().damage).toHaveLength(1);
    expect((await readAll(again)).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(await again.append(Buffer.from('d'))).toBe(4);
    await again.bounds.finish(batch);
    expect(again.bounds.pending()).toBeNull();
    expect(await again.bounds.begin(4, 4)).toEqual({ batch: 2, first: 4, last: 4 });
    await again.close();
  });

  it('keeps its journal of bounds small', async () => {
    const log = await open(root);
    for (let batch = 1; batch <= 2000; batch++) await log.bounds.finish(await log.bounds.begin(batch, batch));
    expect(readFileSync(join(root, 'bounds')).length).toBeLessThan(70_000);
    await log.close();
    const again = await open(root);
    expect(again.bounds.latest()).toEqual({ batch: 2000, first: 2000, last: 2000 });
    await again.close();
  });
});

describe('a failing disk', () => {
  it.each(['writev', 'fdatasync', 'open', 'syncDirectory'] as const)(
    'that refuses %s costs the waiting appends alone; it is used again when it is back',
    async (operation) => {
      let failing = false;
      const files: LogFiles = {
        ...nodeFiles,
        [operation]: async (...args: never[]) => {
          if (failing) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
          return (nodeFiles[operation] as (...given: never[]) => Promise<unknown>)(...args);
        },
      };
      const log = await open(root, { files, segmentBytes: 4096 });
      const kept: string[] = [];
      const put = async (text: string) => {
        await log.append(Buffer.from(text));
        kept.push(text);
      };
      await put('before'.padEnd(5000));
      for (let round = 0; round < 3; round++) {
        failing = true;
        await expect(Promise.all([put('lost 1'), put('lost 2'.padEnd(5000))])).rejects.toThrow(
          LogUnavailableError,
        );
        failing = false;
        await put(`after ${round}`.padEnd(5000));
      }
      expect((await readAll(log)).map(({ text }) => text)).toEqual(kept);
      await log.close();
      const again = await open(root);
      expect((await readAll(again)).map(({ text }) => text)).toEqual(kept);
      await again.close();
    },
  );
});

describe('property: 1,000 truncations and flipped bits', () => {
  it('give back the exact acknowledged prefix of each segment, and set the rest aside', async () => {
    // What is tested is recovery: flushing for real only makes a thousand runs slow.
    const unflushed = { ...nodeFiles, fdatasync: async () => {}, syncDirectory: async () => {} };
    const source = join(root, 'source');
    const sizes = Array.from({ length: 60 }, (_, index) => 1 + ((index * 379) % 900));
    const log = await open(source, { segmentBytes: 8192 });
    for (const [index, size] of sizes.entries()) await log.append(Buffer.alloc(size, index + 1));
    await log.close();
    const names = segmentsOf(source);
    const whole = names.map((name) => readFileSync(join(source, name)));
    /** Records of a segment that end at or before `offset`, computed without the log's code. */
    const recordsBefore = (bytes: Buffer, offset: number): number => {
      let at = 0;
      let count = 0;
      while (at < bytes.length && at + 8 + bytes.readUInt32LE(at) <= offset) {
        at += 8 + bytes.readUInt32LE(at);
        count++;
      }
      return count;
    };
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.nat(names.length - 1),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(7),
        async (truncate, wanted, part, bit) => {
          // A crash can cut only the newest segment short; a bit may flip anywhere.
          const index = truncate ? names.length - 1 : wanted;
          const dir = join(root, `run-${run++}`);
          cpSync(source, dir, { recursive: true });
          const bytes = whole[index] as Buffer;
          const offset = Math.floor(part * bytes.length);
          const path = join(dir, names[index] as string);
          if (truncate) truncateSync(path, offset);
          else {
            const changed = Buffer.from(bytes);
            changed[offset] = (changed[offset] as number) ^ (1 << bit);
            writeFileSync(path, changed);
          }
          const firsts = names.map((name) => Number(name.slice(0, 16)));
          const lost = (segment: number, position: number) =>
            segment === index && position - (firsts[segment] as number) >= recordsBefore(bytes, offset);
          const expected = sizes.flatMap((size, at) => {
            const position = at + 1;
            const segment = firsts.findLastIndex((first) => first <= position);
            return lost(segment, position) ? [] : [`${position}:${size}:${at + 1}`];
          });
          const again = await open(dir, { files: unflushed });
          const records = await again.read(1, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY);
          const found = records.map(({ position, payload }) => `${position}:${payload.length}:${payload[0]}`);
          expect(found).toEqual(expected);
          const cleanCut = truncate && expected.length > 0 && recordEnds(bytes).includes(offset);
          expect(again.state().damage.length).toBe(cleanCut || (offset === 0 && truncate) ? 0 : 1);
          if (!truncate) {
            const kept = again.state().damage[0]?.keptAs ?? '';
            const start = again.state().damage[0]?.offset ?? 0;
            const changed = Buffer.from(bytes);
            changed[offset] = (changed[offset] as number) ^ (1 << bit);
            expect(readFileSync(kept).equals(changed.subarray(start))).toBe(true);
          }
          expect(await again.append(Buffer.from('more'))).toBeGreaterThan(records.at(-1)?.position ?? 0);
          await again.close();
          rmSync(dir, { recursive: true });
        },
      ),
      { numRuns: 1000 },
    );
  }, 120_000);
});

function recordEnds(bytes: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    at += 8 + bytes.readUInt32LE(at);
    ends.push(at);
  }
  return ends;
}
