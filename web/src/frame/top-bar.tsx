import type { ReactNode } from 'react';

/** The 44 px line at the top of a screen: its name or path, something about it, and its actions. */
export function TopBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="sticky top-0 z-20 flex min-h-44 flex-wrap items-center justify-between gap-x-16 gap-y-4 border-b border-hair bg-surface px-16 py-6">
      <div className="flex min-w-0 flex-wrap items-center gap-x-12 gap-y-2">{children}</div>
      <div className="flex flex-wrap items-center gap-8">{actions}</div>
    </div>
  );
}
