import { readAhead } from '../../client/ahead.ts';
import { readFilter } from './filter.ts';
import { firstPage, statsOf } from './first-reading.ts';

/** Begins what the list will ask, for the filter in the address. */
export function readOrdersAhead(search: Record<string, string | string[] | undefined>): void {
  const params = new URLSearchParams(
    Object.entries(search).flatMap(([name, value]) => [value ?? []].flat().map((each) => [name, each])),
  );
  const filter = readFilter(params);
  readAhead('/api/v1/orders', firstPage(filter));
  readAhead('/api/v1/stats/orders', statsOf(filter));
}
