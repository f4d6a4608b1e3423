import type { IncomingHttpHeaders } from 'node:http';

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/**
 * Whether a request that changes something may carry a browser's session: by `Sec-Fetch-Site`, else by `Origin` against
 * the host it was sent to. No other page can forge or leave out both, so a request with neither comes from no page.
 */
export const isSameOrigin = (headers: IncomingHttpHeaders, ownOrigins: readonly string[]): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin === undefined) return true;
  const host = hostOf(headers.origin);
  if (host === undefined) return false;
  const forwarded = headers['x-forwarded-host'];
  const own = [
    headers.host,
    ...(Array.isArray(forwarded) ? forwarded : [forwarded]),
    ...ownOrigins.map(hostOf),
  ];
  return own.includes(host);
};
