import type { IncomingHttpHeaders } from 'node:http';

const hostOf = (origin: string): string | undefined => {
  try {
    return new URL(origin).host;
  } catch {
    return undefined;
  }
};

/**
 * Whether a request that changes something was made by our own page: by `Sec-Fetch-Site`, else by `Origin` against the
 * host it was sent to (a browser sets both, and no other page can forge them). A request with neither is no browser's
 * own form or fetch and is refused, since it carries a browser's cookie.
 */
export const isSameOrigin = (headers: IncomingHttpHeaders, ownOrigins: readonly string[]): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  if (headers.origin === undefined) return false;
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
