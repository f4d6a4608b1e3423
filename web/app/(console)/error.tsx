'use client';
import { Button } from '../../src/ui/button.tsx';

/** A defect of ours while drawing a page: says so and lets the person try again. */
export default function DrawingFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <div role="alert" className="flex flex-col items-start gap-12 px-16 py-24">
      <h1 className="text-section font-finding">This page could not be drawn</h1>
      <p className="max-w-[72ch] text-ink-2">
        It is a defect of the console: {error.message || 'unknown'}. No data is touched by it. Try again; if
        it stays, report it with this sentence and the address.
      </p>
      <Button kind="primary" onClick={reset}>
        Try again
      </Button>
    </div>
  );
}
