const LONG = /\d{16}/;

/**
 * Reads JSON without rounding: a whole number that JavaScript cannot hold (a 64-bit id in someone's payload) comes as
 * the string of its digits. Throws `SyntaxError` on what is not JSON.
 */
export function parseExact(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text);
  const keep = (_: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' &&
    context?.source &&
    /^-?\d{16,}$/.test(context.source) &&
    String(value) !== context.source
      ? context.source
      : value;
  return JSON.parse(text, keep);
}
