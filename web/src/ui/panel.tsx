'use client';
import { useEffect, useState } from 'react';
import { describeFailure } from '../client/failure.ts';
import { Button } from './button.tsx';
import { formatDuration } from './format/duration.ts';
import { useNow } from './now.ts';
import { StateWord } from './state.tsx';

/** True once `ms` have gone by, so that what loads fast shows no waiting at all. */
function useAfter(ms: number): boolean {
  const [due, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return due;
}

const WIDTHS = ['w-1/2', 'w-3/4', 'w-2/3', 'w-1/3'];

/** Grey bars in place of `rows` rows, from 300 ms on; the height is there at once. */
export function Loading({ rows, what }: { rows: number; what: string }) {
  const due = useAfter(300);
  return (
    <div role="status" className="flex flex-col gap-12 py-8">
      <span className="sr-only">Loading {what}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={`h-16 rounded-cell ${WIDTHS[row % WIDTHS.length]} ${due ? 'bg-n1' : ''}`} />
      ))}
    </div>
  );
}

/** What is true, what next, one action. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children?: React.ReactNode;
  action?: React.ReactNode;
}) {
  return (
    <div className="flex flex-col items-start gap-6 py-16">
      <p className="font-finding">{title}</p>
      {children && <div className="max-w-[60ch] text-ink-2">{children}</div>}
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}

/** What happened, what was kept, what to do. */
export function Failure({ what, error, retry }: { what: string; error: unknown; retry?: () => void }) {
  const { happened, remedy } = describeFailure(error);
  return (
    <div role="alert" className="flex flex-col items-start gap-6 py-16">
      <p className="font-finding">Could not read {what}</p>
      <p className="max-w-[72ch] text-ink-2">
        {happened} {remedy} Nothing that came in is lost by it.
      </p>
      {retry && (
        <Button className="mt-6" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Says that the figures shown are old, since `since` (epoch milliseconds), because the last reading failed. */
export function Stale({ since, retry }: { since: number; retry: () => void }) {
  const now = useNow();
  return (
    <div role="status" className="flex flex-wrap items-center gap-12 border-b border-hair py-6">
      <StateWord state="at_risk" word={`${formatDuration(Math.max(0, now - since))} behind`} />
      <span className="text-ink-2">The last reading failed; these figures are from before it.</span>
      <Button kind="bare" onClick={retry}>
        Try now
      </Button>
    </div>
  );
}
