import { join } from 'node:path';
import type { NextConfig } from 'next';

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  // A sign-in link carries its token in the address: no address leaves the console.
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
];

const config: NextConfig = {
  agentRules: false,
  // Its gzip would hold back the live stream.
  compress: false,
  poweredByHeader: false,
  devIndicators: false,
  transpilePackages: ['@throughline/contracts'],
  turbopack: { root: join(import.meta.dirname, '..') },
  // `npm run check` judges types for the whole repository, once.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers }],
};

export default config;
