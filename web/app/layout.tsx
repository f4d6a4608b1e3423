import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { ClientProvider } from '../src/client/provider.tsx';
import { themeOf } from '../src/frame/theme-cookie.ts';
import '../src/ui/base.css';

export const metadata: Metadata = { title: { default: 'Throughline', template: '%s · Throughline' } };
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf(await cookies());
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })}>
      <body>
        <ClientProvider>{children}</ClientProvider>
      </body>
    </html>
  );
}
