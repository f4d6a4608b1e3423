import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Frame } from '../../src/frame/frame.tsx';
import { themeOf } from '../../src/frame/theme-cookie.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Frame theme={themeOf(await cookies())}>{children}</Frame>;
}
