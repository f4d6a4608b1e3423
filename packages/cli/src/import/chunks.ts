import { IMPORT_LIMITS, type UnreadableRow } from '@throughline/contracts';
import type { SendRow } from './rows.ts';

/** Rows of one request as JSON texts. The same files give the same chunks, so a resumed import can skip some. */
export type Chunk = { chunk: number; rows: string[] };

const ROWS = 500;
const BYTES = IMPORT_LIMITS.bodyBytes / 4;

/** What is too large for one request goes as a dead letter with the start of its text, so that it is not lost from sight. */
const tooLarge = (row: SendRow, text: string): UnreadableRow => ({
  line: row.line,
  text: text.slice(0, BYTES / 8),
  unreadable: {
    reason: 'row-too-large',
    detail: `With the rows that join it, the row is ${text.length} characters long; ${BYTES} fit`,
    remedy: 'Split it in the file, or leave columns or a side file out.',
  },
});

/** Groups rows into chunks of at most 500 rows and 4 MiB, numbered from 0. */
export async function* chunksOf(rows: AsyncIterable<SendRow>): AsyncGenerator<Chunk> {
  let chunk = 0;
  let texts: string[] = [];
  let bytes = 0;
  for await (const row of rows) {
    let text = JSON.stringify(row);
    if (Buffer.byteLength(text) > BYTES) text = JSON.stringify(tooLarge(row, text));
    const size = Buffer.byteLength(text);
    if (texts.length > 0 && (texts.length >= ROWS || bytes + size > BYTES)) {
      yield { chunk: chunk++, rows: texts };
      texts = [];
      bytes = 0;
    }
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield { chunk, rows: texts };
}
