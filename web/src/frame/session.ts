'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { call } from '../client/call.ts';
import { ApiError } from '../client/failure.ts';

/** Who is signed in. Sends a visitor without a session to the sign-in page, which leads back here. */
export function useSession() {
  const router = useRouter();
  const path = usePathname();
  const session = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => call('GET /api/v1/session', { signal }),
    staleTime: 60_000,
  });
  const out = session.error instanceof ApiError && session.error.status === 401;
  useEffect(() => {
    if (out) router.replace(`/sign-in?next=${encodeURIComponent(path + window.location.search)}`);
  }, [out, path, router]);
  return { ...session, out };
}

/** Signs out and forgets every answer. */
export function useSignOut() {
  const client = useQueryClient();
  const router = useRouter();
  return async () => {
    await call('DELETE /api/v1/session').catch(() => {});
    client.clear();
    router.replace('/sign-in');
  };
}
