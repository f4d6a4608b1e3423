/** A record of a CSV file as text, with the line it begins on, from 1. `open`: a quote in it is never closed. */
export type TextRecord = { line: number; text: string; open: boolean };

const MOST = 1_048_576;
const QUOTE = 34;
const NEWLINE = 10;

type Cut = { end: number; next: number; open: boolean };

/** End of the record that starts at `from`, or null if the text ends inside it. Quotes open at the start of a field only. */
function cut(text: string, from: number, delimiter: number): Cut | null {
  let quoted = false;
  let fresh = true;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === QUOTE) {
        if (at + 1 === text.length) return null;
        if (text.charCodeAt(at + 1) === QUOTE) at++;
        else quoted = false;
      }
    } else if (code === QUOTE && fresh) quoted = true;
    else if (code === NEWLINE) {
      const end = at > from && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
      return { end, next: at + 1, open: false };
    }
    fresh = !quoted && code === delimiter;
  }
  return null;
}

/** A first line alone, where the record that began on it cannot be told from all that follows. */
function cutLine(text: string, from: number): Cut {
  const newline = text.indexOf('\n', from);
  const at = newline === -1 ? text.length : newline;
  return { end: text[at - 1] === '\r' ? at - 1 : at, next: Math.min(at + 1, text.length), open: true };
}

const lines = (text: string): number => {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
};

/**
 * Takes CSV text apart into records; a quoted field may hold newlines. A quote that is never closed, within a million
 * characters or to the end of the file, costs its own line only: the records after it are found again.
 */
export async function* csvRecords(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<TextRecord> {
  const mark = delimiter.charCodeAt(0);
  let text = '';
  let line = 1;
  const take = function* (last: boolean): Generator<TextRecord> {
    let from = 0;
    while (from < text.length) {
      const unfinished = () => (last || text.length - from > MOST ? ended(from, last) : null);
      const found = cut(text, from, mark) ?? unfinished();
      if (!found) break;
      const record = text.slice(from, found.end);
      if (record !== '') yield { line, text: record, open: found.open };
      line += lines(text.slice(from, found.next));
      from = found.next;
    }
    text = text.slice(from);
  };
  const ended = (from: number, last: boolean): Cut => {
    const rest = text.slice(from);
    // Without a newline, or with its quotes closed, the end of the file ends the record as a newline would.
    const whole = last ? cut(`${rest}\n`, 0, mark) : null;
    return whole?.next === rest.length + 1
      ? { end: from + whole.end, next: text.length, open: false }
      : cutLine(text, from);
  };
  for await (const piece of pieces) {
    text += piece;
    yield* take(false);
  }
  yield* take(true);
}
