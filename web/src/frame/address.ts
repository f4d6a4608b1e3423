'use client';
import { useSearchParams } from 'next/navigation';
import { startTransition, useOptimistic } from 'react';

type Params = ReturnType<typeof useSearchParams>;

/**
 * What the address says, as `read` reads its query, and a way to change it: the new value shows at once, the address
 * follows without asking the server, and Back undoes it.
 */
export function useAddress<T>(read: (params: Params) => T): [T, (next: T, href: string) => void] {
  const [shown, show] = useOptimistic(read(useSearchParams()));
  const go = (next: T, href: string) =>
    startTransition(() => {
      show(next);
      window.history.pushState(null, '', href);
    });
  return [shown, go];
}
