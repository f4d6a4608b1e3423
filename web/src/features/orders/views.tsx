'use client';
import type { OrderStats } from '@throughline/contracts';
import clsx from 'clsx';
import Link from 'next/link';
import { queryString } from '../../client/query-string.ts';
import { formatNumber } from '../../ui/format/money.ts';
import { baseOf, type OrdersFilter, writeFilter } from './filter.ts';

type View = { name: string; patch: Partial<OrdersFilter>; count: (stats: OrderStats) => number };

const VIEWS: View[] = [
  { name: 'Open', patch: { open: true }, count: (stats) => stats.open },
  { name: 'Open past promise', patch: { open: true, late: true }, count: (stats) => stats.openPastPromise },
  { name: 'Delivered late', patch: { open: false, late: true }, count: (stats) => stats.late },
  { name: 'All', patch: {}, count: (stats) => stats.total },
];

/** The usual questions, each with its count and its address. */
export function Views({ filter, stats }: { filter: OrdersFilter; stats: OrderStats | undefined }) {
  const asked = queryString(writeFilter({ ...filter, sort: undefined }));
  return (
    <nav aria-label="Views" className="flex gap-4 overflow-x-auto border-b border-hair px-12 py-6">
      {VIEWS.map((view) => {
        const wanted = { ...baseOf(filter), ...view.patch };
        const here = queryString(writeFilter({ ...wanted, sort: undefined })) === asked;
        return (
          <Link
            key={view.name}
            href={`/orders${queryString(writeFilter(wanted))}`}
            // On a phone the row scrolls: the view one is in must be in sight.
            ref={here ? (link) => link?.scrollIntoView({ inline: 'nearest', block: 'nearest' }) : undefined}
            aria-current={here ? 'true' : undefined}
            className={clsx(
              'flex min-h-28 items-center gap-8 whitespace-nowrap rounded-control px-8 max-tablet:min-h-44',
              here ? 'bg-sel font-strong' : 'text-ink-2 hover:bg-hover hover:text-ink-1',
            )}
          >
            {view.name}
            <span className="font-regular text-ink-3">{stats ? formatNumber(view.count(stats)) : ''}</span>
          </Link>
        );
      })}
    </nav>
  );
}
