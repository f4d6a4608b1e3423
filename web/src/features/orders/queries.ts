import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { OrdersPage } from '@throughline/contracts';
import { call } from '../../client/call.ts';
import { type OrdersFilter, writeFilter } from './filter.ts';
import { firstPage, statsOf } from './first-reading.ts';

/** A view of the past stands still; the present is asked again. */
const refreshOf = (filter: OrdersFilter) => (filter.at ? false : 10_000);

/** The orders of a filter, page by page. */
export const ordersQuery = (filter: OrdersFilter) =>
  infiniteQueryOptions({
    queryKey: ['orders', writeFilter(filter)],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/orders', {
        query: { ...firstPage(filter), cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // Rows do not jump: new ones wait until asked for.
    staleTime: Infinity,
    placeholderData: (before) => before,
  });

/** How many orders the filter has now, to tell whether some have come since the list was read with `first` of them. */
export const totalQuery = (filter: OrdersFilter, first: OrdersPage | undefined) =>
  queryOptions({
    queryKey: ['orders-total', writeFilter(filter)],
    queryFn: ({ signal }) =>
      call('GET /api/v1/orders', { query: { ...writeFilter(filter), limit: 1 }, signal }),
    select: (page) => page?.total,
    enabled: !filter.at && first !== undefined,
    initialData: first,
    staleTime: 10_000,
    refetchInterval: refreshOf(filter),
  });

/** Counts over the filter's orders before stage, openness and lateness are asked about. */
export const statsQuery = (filter: OrdersFilter) => {
  const query = statsOf(filter);
  return queryOptions({
    queryKey: ['orders-stats', query],
    queryFn: ({ signal }) => call('GET /api/v1/stats/orders', { query, signal }),
    refetchInterval: refreshOf(filter),
    placeholderData: (before) => before,
  });
};

/** Attributes that orders can be filtered by, and sources seen. */
export const catalogQuery = queryOptions({
  queryKey: ['catalog'],
  queryFn: ({ signal }) => call('GET /api/v1/catalog', { signal }),
  staleTime: 300_000,
});

/** The values of one attribute, most frequent first. */
export const valuesQuery = (name: string) =>
  queryOptions({
    queryKey: ['attribute', name],
    queryFn: ({ signal }) => call('GET /api/v1/catalog/attributes/{name}', { params: { name }, signal }),
    enabled: name !== '',
    staleTime: 60_000,
  });
