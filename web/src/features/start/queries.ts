import { queryOptions } from '@tanstack/react-query';
import { call } from '../../client/call.ts';

/** How many events have come in, of any kind; asked every two seconds. */
export const arrivedQuery = queryOptions({
  queryKey: ['arrived'],
  queryFn: ({ signal }) => call('GET /api/v1/feeds', { signal }),
  select: (feeds) => feeds.items.reduce((sum, feed) => sum + feed.events, 0),
  refetchInterval: 2000,
  retry: 0,
});
