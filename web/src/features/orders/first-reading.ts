import { baseOf, type OrdersFilter, writeFilter } from './filter.ts';

const PAGE = 60;

/** What the list asks first; the page's server tells the browser to fetch it while the scripts still load. */
export const firstPage = (filter: OrdersFilter) => ({ ...writeFilter(filter), limit: PAGE });

/** What the counts beside the list are asked with. */
export function statsOf(filter: OrdersFilter) {
  const { id: _, sort: __, ...query } = writeFilter(baseOf(filter));
  return query;
}
