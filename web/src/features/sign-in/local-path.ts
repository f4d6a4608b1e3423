/** Where to go after signing in: `next` if it is a path of this console, else the start. Never another site. */
export function localPath(next: string | undefined): string {
  if (!next?.startsWith('/')) return '/';
  const base = 'http://console.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  return url?.origin === base && !url.pathname.startsWith('/api') ? url.pathname + url.search : '/';
}
