'use client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { queryString } from '../../client/query-string.ts';
import { useAddress } from '../../frame/address.ts';
import { AsOf } from '../../frame/as-of.tsx';
import { CopyButton } from '../../frame/copy-link.tsx';
import { TopBar } from '../../frame/top-bar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format/money.ts';
import { formatInstant } from '../../ui/format/time.ts';
import { useZone } from '../../ui/now.ts';
import { Empty, Failure, Loading, Stale } from '../../ui/panel.tsx';
import { Chips } from './chips.tsx';
import { emptyFilter, type OrdersFilter, readFilter, writeFilter } from './filter.ts';
import { FilterMenu } from './filter-menu.tsx';
import { ordersFinding } from './finding.ts';
import { IdSearch } from './id-search.tsx';
import { OrderTable } from './order-table.tsx';
import { ordersQuery, statsQuery, totalQuery } from './queries.ts';
import { Views } from './views.tsx';

/** The list of orders: its finding, the usual views, filters in the address, and the orders themselves. */
export function OrdersPage() {
  const [filter, go] = useAddress(readFilter);
  const change = (patch: Partial<OrdersFilter>) => {
    const next = { ...filter, ...patch };
    go(next, `/orders${queryString(writeFilter(next))}`);
  };

  const zone = useZone();
  const stats = useQuery(statsQuery(filter));
  const orders = useInfiniteQuery(ordersQuery(filter));
  const first = orders.data?.pages[0];
  const newest = useQuery(totalQuery(filter, first)).data;
  // What is shown is as old as its reading: the page is not drawn again with every second.
  const at = first ? Date.parse(first.asOf.at) : 0;
  const rows = orders.data?.pages.flatMap((page) => page.items) ?? [];
  const more = newest === undefined || !first ? 0 : newest - first.total;
  const when = filter.at ? `at ${formatInstant(Date.parse(filter.at), orders.dataUpdatedAt, zone)}` : '';
  const finding =
    first && stats.data && !orders.isPlaceholderData
      ? ordersFinding(filter, first.total, stats.data, when)
      : undefined;

  return (
    <>
      <TopBar
        actions={
          <>
            <CopyButton kind="bare" className="max-tablet:hidden" text={() => window.location.href}>
              Copy link
            </CopyButton>
            <AsOf at={filter.at} onChange={(next) => change({ at: next })} />
          </>
        }
      >
        <span className="font-finding">Orders</span>
        {filter.at && (
          <span className="text-ink-3 max-tablet:hidden">the past, as it stands in the records</span>
        )}
      </TopBar>
      <h1 className="min-h-28 px-16 pt-16 pb-12 text-page font-finding text-balance" aria-live="polite">
        {finding ?? <span className="sr-only">Orders</span>}
        {!finding && <span aria-hidden="true">&nbsp;</span>}
      </h1>
      <Views filter={filter} stats={stats.data} />
      <div className="flex flex-wrap items-center gap-8 border-b border-hair px-16 py-8">
        <IdSearch value={filter.id} onChange={(id) => change({ id })} />
        <Chips filter={filter} onChange={change} />
        <FilterMenu filter={filter} onChange={change} />
        {more > 0 && (
          <Button className="ml-auto" onClick={() => void orders.refetch()}>
            {formatNumber(more)} new
          </Button>
        )}
      </div>
      <div className="pb-40">
        {orders.isError && first && (
          <div className="px-16">
            <Stale since={orders.dataUpdatedAt} retry={() => void orders.refetch()} />
          </div>
        )}
        {orders.isError && !first ? (
          <div className="px-16">
            <Failure what="the orders" error={orders.error} retry={() => void orders.refetch()} />
          </div>
        ) : !first ? (
          <div className="px-16">
            <Loading rows={16} what="orders" />
          </div>
        ) : rows.length === 0 ? (
          <Nothing filter={filter} />
        ) : (
          <>
            <OrderTable
              rows={rows}
              at={at}
              query={queryString({ at: filter.at })}
              sort={filter.sort ?? '-placedAt'}
              onSort={(sort) => change({ sort: sort === '-placedAt' ? undefined : sort })}
              onEnd={() => orders.hasNextPage && void orders.fetchNextPage()}
            />
            <div className="flex items-center gap-16 px-16 py-12 text-ink-3">
              <span>
                {formatNumber(rows.length)} of {formatNumber(first.total)} shown
              </span>
              {orders.hasNextPage && (
                <Button disabled={orders.isFetchingNextPage} onClick={() => void orders.fetchNextPage()}>
                  {orders.isFetchingNextPage ? 'Reading…' : 'Show more'}
                </Button>
              )}
            </div>
          </>
        )}
      </div>
    </>
  );
}

function Nothing({ filter }: { filter: OrdersFilter }) {
  const all = `/orders${queryString(writeFilter(emptyFilter(filter.at)))}`;
  return (
    <div className="px-16">
      <Empty title="No order is like that" action={<ButtonLink href={all}>See all orders</ButtonLink>}>
        {filter.at ? 'Nothing of the kind had happened by then. ' : ''}
        Take a filter off, or choose another instant.
      </Empty>
    </div>
  );
}
