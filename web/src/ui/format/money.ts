type Decimal = Intl.StringNumericLiteral;

const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, digits: number | undefined): Intl.NumberFormat {
  const name = `${currency}/${digits ?? ''}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    ...(digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  });
  formats.set(name, made);
  return made;
}

const minus = (text: string) => text.replace('-', '−');

/**
 * An exact decimal string in its currency, such as `€47,317.97`, `¥1,200`, `KWD 1.250` (unbroken). Digits that the currency has
 * no room for are shown, never rounded away.
 */
export function formatMoney(amount: string, currency: string): string {
  const usual = formatOf(currency, undefined).resolvedOptions().maximumFractionDigits ?? 2;
  const given = (amount.split('.')[1] ?? '').replace(/0+$/, '').length;
  return minus(formatOf(currency, given > usual ? given : undefined).format(amount as Decimal));
}

/** A count or quantity given as a number or decimal string, with thousands separated. */
export function formatNumber(value: number | string): string {
  const plain = typeof value === 'string' && value.includes('.') ? value.replace(/\.?0+$/, '') : value;
  return minus(new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 }).format(plain as Decimal));
}
