import { formatMoney } from './format/money.ts';

/** What stands for a value that is not known, with the reason on hover and for readers. */
export function Unknown({ why }: { why: string }) {
  return (
    <span title={why} className="text-ink-3">
      <span aria-hidden="true">–</span>
      <span className="sr-only">unknown: {why}</span>
    </span>
  );
}

type Sum = { currency: string; amount: string };

/** Sums side by side, one per currency; they are never added up across currencies. */
export function Money({ sums, none }: { sums: readonly Sum[]; none: string }) {
  if (sums.length === 0) return <Unknown why={none} />;
  return (
    <span className="whitespace-nowrap">
      {sums.map((sum) => formatMoney(sum.amount, sum.currency)).join(' + ')}
    </span>
  );
}

/** A business or event identifier: slashed zero, barred I, never shortened. */
export function Id({ value, strong = false }: { value: string; strong?: boolean }) {
  return <span className={`identifier ${strong ? 'font-strong' : ''}`}>{value}</span>;
}

/** A short word about its neighbour, in a hairline box. */
export function Tag({ children }: { children: React.ReactNode }) {
  return (
    <span className="inline-block whitespace-nowrap rounded-tag border border-strong px-4 text-axis text-ink-2">
      {children}
    </span>
  );
}
