const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** What a look over JSON bytes tells before they are parsed; it does not tell whether they are JSON. */
export type JsonScan = { depth: number; longNumber: boolean };

// A number of at most 15 characters survives a double; a longer one may not.
const LONGEST_EXACT = 15;

/** Nesting depth of JSON bytes, and whether they hold a number that a double might round. */
export function scanJson(bytes: Uint8Array): JsonScan {
  let depth = 0;
  let deepest = 0;
  let longNumber = false;
  let digits = 0;
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      for (at++; at < length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
      digits = 0;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
      digits = 0;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
      digits = 0;
    } else if (byte === 0x2c || byte === 0x3a || byte <= 0x20) {
      digits = 0;
    } else {
      digits++;
      if (digits > LONGEST_EXACT) longNumber = true;
    }
  }
  return { depth: deepest, longNumber };
}
