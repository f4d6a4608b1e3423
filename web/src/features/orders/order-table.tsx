'use client';
import type { OrderRow } from '@throughline/contracts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { counted, inWords, inWordsFirst } from '../../ui/format/words.ts';
import { useKeys } from '../../ui/keys.ts';
import { StateMark } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { Id, Money, Unknown } from '../../ui/values.tsx';
import { promiseWord, rowState } from './row-facts.ts';

/** A phone lays rows out as grids, at which some browsers forget what a table's parts are. */
const role = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
} as const;

const SORTS = [
  { key: 'promiseDue', name: 'Promised' },
  { key: 'lastEventAt', name: 'When' },
  { key: 'placedAt', name: 'Ordered' },
] as const;
type Sort = (typeof SORTS)[number]['key'];

const HEAD = 'h-28 border-b border-hair px-8 text-left text-axis text-ink-3 whitespace-nowrap';
const CELL =
  'h-28 border-b border-hair px-8 align-middle whitespace-nowrap max-tablet:h-auto max-tablet:border-0 max-tablet:p-0';

/** The list: one dense line an order, two on a phone. J and K move, Enter opens. */
export function OrderTable({
  rows,
  at,
  query,
  sort,
  onSort,
  onEnd,
}: {
  rows: readonly OrderRow[];
  at: number;
  /** Appended to each order's address, so that it opens at the same instant. */
  query: string;
  /** As the API writes it: a field, with a hyphen before it for the newest first. */
  sort: string;
  onSort: (sort: string) => void;
  /** Called when J goes past the last row. */
  onEnd: () => void;
}) {
  const router = useRouter();
  const body = useRef<HTMLTableSectionElement>(null);
  const links = () => [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])];
  const move = (by: number) => {
    const all = links();
    const next = all.indexOf(document.activeElement as HTMLAnchorElement) + by;
    if (next >= all.length) onEnd();
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
  };
  useKeys([
    { key: 'j', does: 'next order', run: () => move(1) },
    { key: 'k', does: 'order before', run: () => move(-1) },
  ]);

  return (
    <div className="overflow-x-auto">
      <table
        {...role.table}
        aria-label="Orders"
        className="w-full border-collapse text-dense max-tablet:text-phone"
      >
        <thead {...role.rowgroup} className="max-tablet:sr-only">
          <tr {...role.row}>
            <th scope="col" className={`${HEAD} w-28 pl-16`}>
              <span className="sr-only">State</span>
            </th>
            <th scope="col" className={HEAD}>
              Order
            </th>
            <th scope="col" className={HEAD}>
              Stage
            </th>
            <SortHead field="promiseDue" sort={sort} onSort={onSort} />
            <th scope="col" className={`${HEAD} text-right`}>
              Against it
            </th>
            <th scope="col" className={`${HEAD} pl-24 max-desktop:hidden`}>
              Last heard
            </th>
            <SortHead field="lastEventAt" sort={sort} onSort={onSort} className="max-desktop:hidden" />
            <SortHead field="placedAt" sort={sort} onSort={onSort} className="max-desktop:hidden" />
            <th scope="col" className={`${HEAD} pr-16 text-right`}>
              Value
            </th>
          </tr>
        </thead>
        <tbody {...role.rowgroup} ref={body}>
          {rows.map((row) => (
            <Row
              key={row.correlationId}
              row={row}
              at={at}
              href={`/orders/${row.correlationId}${query}`}
              go={(to) => router.push(to)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SortHead({
  field,
  sort,
  onSort,
  className = '',
}: {
  field: Sort;
  sort: string;
  onSort: (sort: string) => void;
  className?: string;
}) {
  const down = sort === `-${field}`;
  const up = sort === field;
  return (
    <th
      scope="col"
      aria-sort={down ? 'descending' : up ? 'ascending' : 'none'}
      className={`${HEAD} text-right ${className}`}
    >
      <button
        type="button"
        onClick={() => onSort(down ? field : `-${field}`)}
        className={`min-h-24 ${down || up ? 'font-strong text-ink-1' : 'hover:text-ink-1'}`}
      >
        {SORTS.find((each) => each.key === field)?.name}
        <span aria-hidden="true">{down ? ' ↓' : up ? ' ↑' : ''}</span>
      </button>
    </th>
  );
}

function Row({ row, at, href, go }: { row: OrderRow; at: number; href: string; go: (to: string) => void }) {
  const state = rowState(row);
  const promise = promiseWord(row, at);
  return (
    <tr
      {...role.row}
      onClick={(event) => {
        const selected = window.getSelection()?.toString();
        if (!selected && !(event.target as Element).closest('a')) go(href);
      }}
      className="cursor-pointer focus-within:bg-sel focus-within:shadow-[inset_2px_0_var(--ink-1)] hover:bg-hover max-tablet:grid max-tablet:min-h-44 max-tablet:grid-cols-[28px_1fr_auto] max-tablet:gap-x-6 max-tablet:border-b max-tablet:border-hair max-tablet:px-16 max-tablet:py-6"
    >
      <td {...role.cell} className={`${CELL} pl-16 max-tablet:row-span-2 max-tablet:self-center`}>
        <span className="flex items-center gap-4">
          {state ? (
            <StateMark state={state.state} size={13} label={state.word} />
          ) : (
            <Unknown why="cancelled: nothing is due" />
          )}
          {row.blocked && <StateMark state="blocked" size={13} label="Blocked" />}
        </span>
      </td>
      <td {...role.cell} className={`${CELL} max-tablet:col-span-2 max-tablet:whitespace-normal`}>
        <Link data-row href={href} prefetch={false} className="outline-none">
          <Id value={row.name} strong />
        </Link>
      </td>
      <td {...role.cell} className={`${CELL} text-ink-2`}>
        {row.progress ? inWordsFirst(row.progress) : <Unknown why="no milestone was reported" />}
      </td>
      <td {...role.cell} className={`${CELL} text-right text-ink-2 max-tablet:hidden`}>
        {row.promise ? (
          <Time iso={row.promise.due} now={at} precision="minute" />
        ) : (
          <Unknown why="no promise was given" />
        )}
      </td>
      <td {...role.cell} className={`${CELL} text-right ${promise?.bad ? 'text-breach-text' : 'text-ink-2'}`}>
        {promise?.text ?? ''}
      </td>
      <td {...role.cell} className={`${CELL} pl-24 text-ink-2 max-desktop:hidden`}>
        {inWords(row.lastEventType)}
        <span className="text-ink-3">, {counted(row.systems.length, 'system')}</span>
      </td>
      <td {...role.cell} className={`${CELL} text-right text-ink-3 max-desktop:hidden`}>
        <Time iso={row.lastEventAt} now={at} />
      </td>
      <td {...role.cell} className={`${CELL} text-right text-ink-3 max-desktop:hidden`}>
        {row.placedAt ? (
          <Time iso={row.placedAt} now={at} />
        ) : (
          <Unknown why="no system said when it was placed" />
        )}
      </td>
      <td {...role.cell} className={`${CELL} pr-16 text-right font-strong max-tablet:hidden`}>
        <Money sums={row.value} none="no amount was sent" />
      </td>
    </tr>
  );
}
