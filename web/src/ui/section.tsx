import type { ReactNode } from 'react';

/** A part of the sheet: its finding as title, something quiet at the right, its facts. */
export function Section({
  title,
  aside,
  id,
  className = '',
  children,
}: {
  title: string;
  aside?: ReactNode;
  id: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section aria-labelledby={id} className={`min-w-0 px-16 py-20 ${className}`}>
      <div className="mb-12 flex flex-wrap items-baseline justify-between gap-x-16 gap-y-2">
        <h2 id={id} className="font-finding">
          {title}
        </h2>
        {aside && <div className="text-meta text-ink-3">{aside}</div>}
      </div>
      {children}
    </section>
  );
}
