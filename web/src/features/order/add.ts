const SCALE = 6;

function units(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.replace('-', '').split('.');
  const value = BigInt(whole + part.padEnd(SCALE, '0').slice(0, SCALE));
  return decimal.startsWith('-') ? -value : value;
}

/** The exact sum of decimal strings with at most six decimals, as one; floats never touch money. */
export function addDecimals(decimals: readonly string[]): string {
  const sum = decimals.reduce((total, each) => total + units(each), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(SCALE + 1, '0');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}
