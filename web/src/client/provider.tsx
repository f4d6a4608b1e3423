'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { ApiError } from './failure.ts';

const retryable = (error: unknown) => !(error instanceof ApiError) || error.status >= 500;

const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && retryable(error),
        retryDelay: (count) => 300 * 2 ** count,
      },
    },
  });

/** Gives every page below one store of answers. */
export function ClientProvider({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
