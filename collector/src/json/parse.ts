import { isUtf8 } from 'node:buffer';
import { scanJson } from './scan.ts';

/** Source text of a number, kept as it is written. JSON.stringify writes it back digit for digit. */
export type RawNumber = { readonly rawJSON: string };

// ECMAScript's JSON source text access, which the TypeScript library does not describe yet.
type ExactJson = {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};
const exact = JSON as unknown as ExactJson;

/** Why bytes are not usable JSON. */
export type JsonFault = {
  reason: 'not-utf8' | 'not-json' | 'too-deep' | 'reserved-name';
  detail: string;
  remedy: string;
};
export type Parsed = { ok: true; value: unknown } | { ok: false; fault: JsonFault };

/** Whether `value` is a number that a double could not hold, kept as its source text. */
export const isRawNumber = (value: unknown): value is RawNumber => exact.isRawJSON(value);

const significant = (source: string): string =>
  source
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '');

/** Whether a double writes the number of this source text back unchanged in value. */
function survives(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value);
  return significant(source).length <= 15 && (value !== 0 || !/[1-9]/.test(source.replace(/e.*$/i, '')));
}

const RESERVED = /__proto__|\\u005[fF]/;

const fault = (reason: JsonFault['reason'], detail: string, remedy: string): Parsed => ({
  ok: false,
  fault: { reason, detail, remedy },
});

/**
 * Parses JSON bytes without rounding any number: one that a double cannot hold becomes its source text
 * (`isRawNumber`), or with `long` 'text' a string of it. Refuses invalid UTF-8, nesting beyond `maxDepth`, and members named `__proto__`.
 */
export function parseJson(bytes: Uint8Array, maxDepth: number, long: 'number' | 'text' = 'number'): Parsed {
  if (!isUtf8(bytes)) return fault('not-utf8', 'The body is not valid UTF-8.', 'Send JSON in UTF-8.');
  const { depth, longNumber } = scanJson(bytes);
  if (depth > maxDepth) {
    return fault(
      'too-deep',
      `The JSON is nested ${depth} levels deep; at most ${maxDepth} are taken.`,
      'Flatten the data, or send the deep part as a string.',
    );
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const suspicious = RESERVED.test(text);
  try {
    if (!longNumber && !suspicious) return { ok: true, value: JSON.parse(text) };
    let reserved = false;
    const value = exact.parse(text, (key, member, context) => {
      if (key === '__proto__') reserved = true;
      if (typeof member !== 'number' || context.source === undefined) return member;
      if (survives(context.source, member)) return member;
      return long === 'text' ? context.source : exact.rawJSON(context.source);
    });
    if (!reserved) return { ok: true, value };
    return fault('reserved-name', 'A member is named "__proto__".', 'Rename the member.');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fault('not-json', `The body is not JSON: ${detail}`, 'Send a body that is JSON (RFC 8259).');
  }
}
