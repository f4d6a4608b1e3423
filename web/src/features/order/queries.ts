import { queryOptions } from '@tanstack/react-query';
import { call } from '../../client/call.ts';

/** The instants a reader looks from; `undefined` is now. */
export type View = { at: string | undefined; knownAt: string | undefined };

/** One order whole. The present is read again every ten seconds; a view of the past stands still. */
export const orderQuery = (id: string, view: View) =>
  queryOptions({
    queryKey: ['order', id, view],
    queryFn: ({ signal }) => call('GET /api/v1/orders/{id}', { params: { id }, query: view, signal }),
    refetchInterval: view.at || view.knownAt ? false : 10_000,
    placeholderData: (before) => (before?.correlationId === id || before?.name === id ? before : undefined),
  });

/** The original bytes of one event, opened on purpose: reading them is audited. */
export const payloadQuery = (id: string, eventKey: string) =>
  queryOptions({
    queryKey: ['payload', id, eventKey],
    queryFn: ({ signal }) =>
      call('GET /api/v1/orders/{id}/events/{eventKey}/payload', { params: { id, eventKey }, signal }),
    staleTime: Infinity,
    retry: false,
  });
