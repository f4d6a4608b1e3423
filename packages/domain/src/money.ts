const SCALE = 6;
const UNIT = 10n ** BigInt(SCALE);
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,6}))?$/;

/** Millionths of the decimal string `text` ("49.90" is 49900000n), exact; throws `RangeError` on anything else. */
export const parseDecimal = (text: string): bigint => {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError(`"${text}" is no decimal string with at most 6 decimals, such as "49.90"`);
  const micros = BigInt(match[2]!) * UNIT + BigInt((match[3] ?? '').padEnd(SCALE, '0'));
  return match[1] ? -micros : micros;
};

/** Decimal string of `micros` millionths without needless zeros, but with at least `decimals` of them (0 to 6). */
export const formatDecimal = (micros: bigint, decimals = 0): string => {
  const negative = micros < 0n;
  const digits = (negative ? -micros : micros).toString().padStart(SCALE + 1, '0');
  let fraction = digits.slice(-SCALE);
  let keep = SCALE;
  while (keep > decimals && fraction[keep - 1] === '0') keep -= 1;
  fraction = fraction.slice(0, keep);
  const whole = digits.slice(0, -SCALE);
  return `${negative ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
};

/** Exact sum of decimal strings, as millionths. */
export const sumDecimals = (texts: Iterable<string>): bigint => {
  let total = 0n;
  for (const text of texts) total += parseDecimal(text);
  return total;
};

const minorDigits = new Map<string, number>();

/** Decimals that `currency` (ISO 4217) is written with: 2 for EUR, 0 for JPY, 3 for KWD; 2 for a code nobody knows. */
export const decimalsOf = (currency: string): number => {
  const known = minorDigits.get(currency);
  if (known !== undefined) return known;
  const digits = /^[A-Z]{3}$/.test(currency)
    ? (new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2)
    : 2;
  minorDigits.set(currency, digits);
  return digits;
};

/** Decimal string of `micros` millionths of `currency`, with all its usual decimals and never rounded. */
export const formatMoney = (micros: bigint, currency: string): string =>
  formatDecimal(micros, decimalsOf(currency));
