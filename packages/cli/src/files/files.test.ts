import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { all } from '../testing/all.ts';
import { csvRows } from './csv.ts';
import { jsonLines, ocelFile } from './json.ts';
import { type Encoding, textOf } from './open.ts';
import type { FileRow } from './row.ts';

const dir = mkdtempSync(join(tmpdir(), 'throughline-files-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function* pieces(text: string, size = 7): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
const csv = (text: string, size?: number, delimiter?: string): Promise<FileRow[]> =>
  all(csvRows(pieces(text, size), { name: 'a.csv', delimiter }, () => {}));
const said = (row: FileRow) =>
  'unreadable' in row ? [row.line, row.unreadable.reason, row.text] : [row.line, { ...row.row }];

describe('CSV', () => {
  it('keeps newlines and quotes in fields, and counts lines', async () => {
    const rows = await csv('a,b\r\n1,"x\r\n""y"""\r\n\r\n2,z"z\r\n');
    expect(rows.map(said)).toEqual([
      [2, { a: '1', b: 'x\r\n"y"' }],
      [5, 'bad-csv', '2,z"z'],
    ]);
  });

  it('takes out what is broken, and reads on right after it', async () => {
    const rows = await csv('a,b\n1,ok\n2,"bad"q\n3\n4,"never closed\n5,ok\n6,too,many\n7,last');
    expect(rows.map((row) => said(row).slice(0, 2))).toEqual([
      [2, { a: '1', b: 'ok' }],
      [3, 'bad-csv'],
      [4, 'wrong-columns'],
      [5, 'bad-csv'],
      [6, { a: '5', b: 'ok' }],
      [7, 'wrong-columns'],
      [8, { a: '7', b: 'last' }],
    ]);
  });

  it('gives back any table, however it arrives', async () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'é', ' ', '\r'), maxLength: 6 });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const table = fc.array(fc.tuple(field, field, field), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (rows, size) => {
        const text = [['a', 'b', '__proto__'], ...rows].map((row) => row.map(quoted).join(',')).join('\n');
        const read = await csv(text, size);
        expect(read.map((row) => ('row' in row ? Object.values(row.row) : row.text))).toEqual(rows);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['', /is empty/],
    ['a,a\n1,2\n', /two columns are called "a"/],
    ['"a\n1\n', /line 1/],
  ])('%j has no header', (text, message) => expect(csv(text)).rejects.toThrow(message));

  it('has the delimiter that the mapping names', async () => {
    expect((await csv('a;b\n1,5;2\n', 3, ';')).map(said)).toEqual([[2, { a: '1,5', b: '2' }]]);
  });
});

describe('a file', () => {
  const text = async (bytes: Buffer, encoding?: Encoding): Promise<string> => {
    const path = join(dir, 'file');
    writeFileSync(path, bytes);
    return (await all(textOf(path, encoding))).join('');
  };
  it.each<[string, Buffer, Encoding | undefined]>([
    ['UTF-8', Buffer.from('é,ü'), undefined],
    ['UTF-8 with a mark', Buffer.from('\ufeffé,ü'), undefined],
    ['gzip, whatever its name', gzipSync(Buffer.from('\ufeffé,ü')), undefined],
    ['UTF-16 by its mark', Buffer.from('\ufeffé,ü', 'utf16le'), undefined],
    ['Windows-1252', Buffer.from('é,ü', 'latin1'), 'windows-1252'],
  ])('in %s is read as text', async (_what, bytes, encoding) => {
    expect(await text(bytes, encoding)).toBe('é,ü');
  });
  it('with bytes that its encoding lacks is refused, not changed', async () => {
    await expect(text(Buffer.from('é', 'latin1'))).rejects.toThrow(/not utf-8/);
  });
  it('that is cut short or missing says so', async () => {
    await expect(text(gzipSync('x'.repeat(1000)).subarray(0, 20))).rejects.toThrow(/cannot be read/);
    await expect(all(textOf(join(dir, 'none')))).rejects.toThrow(/ENOENT/);
  });
});

describe('JSON', () => {
  it('lines keep large numbers exact and count lines', async () => {
    const rows = await all(jsonLines(pieces('{"id":271878346596884015}\n\n[1]\n{"a":1.5}')));
    expect(rows.map((row) => said(row).slice(0, 2))).toEqual([
      [1, { id: '271878346596884015' }],
      [3, 'bad-json'],
      [4, { a: 1.5 }],
    ]);
  });
  it.each(['{', '{"a":1}', '[['.repeat(50_000)])('%.10s is no log', async (text) => {
    await expect(all(ocelFile(pieces(text, 1000), 'x.jsonocel'))).rejects.toThrow(/no OCEL log/);
  });
});
