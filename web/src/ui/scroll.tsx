import type { ReactNode } from 'react';

/** A box that scrolls what does not fit; it has a name and takes the focus, so that the arrow keys can scroll it. */
export function Scroll({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  // What scrolls must be reachable by keyboard, though it is no control.
  const reachable = { tabIndex: 0 };
  return (
    <section aria-label={label} {...reachable} className={`overflow-auto ${className ?? ''}`}>
      {children}
    </section>
  );
}
