import { type NextRequest, NextResponse } from 'next/server';

const development = process.env.NODE_ENV === 'development';

const policy = (nonce: string) =>
  [
    `default-src 'self'`,
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Widths that data decides are style attributes; they can run nothing.
    `style-src-attr 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; ');

/**
 * Sends `/api` to the API server, read from the environment at run time, and gives every page a fresh
 * Content-Security-Policy nonce.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (pathname.startsWith('/api/')) {
    const api = process.env.THROUGHLINE_API_URL ?? 'http://127.0.0.1:4000';
    return NextResponse.rewrite(new URL(`${pathname}${search}`, api));
  }
  const nonce = btoa(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy(nonce));
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy(nonce));
  return response;
}

export const config = { matcher: '/((?!_next/static|_next/image|icon.svg).*)' };
