import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { readAhead } from '../../src/client/ahead.ts';
import { Frame } from '../../src/frame/frame.tsx';
import { themeOf } from '../../src/frame/theme-cookie.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  readAhead('/api/v1/session');
  return <Frame theme={themeOf(await cookies())}>{children}</Frame>;
}
