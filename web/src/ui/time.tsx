'use client';
import { formatAtSource, formatEvidence, formatInstant } from './format/time.ts';
import { useZone } from './now.ts';

type TimeProps = {
  /** ISO 8601. */
  iso: string;
  /** The instant it is read at, epoch milliseconds; decides how much of the date is needed. */
  now: number;
  precision?: string;
  sourceZone?: string | null;
  /** The whole instant, as evidence; `exact` to the millisecond. */
  full?: boolean | 'exact';
  className?: string;
};

/** An instant in the viewer's zone, with the source's own on hover. */
export function Time({ iso, now, precision = 'instant', sourceZone, full, className }: TimeProps) {
  const zone = useZone();
  const ms = Date.parse(iso);
  return (
    <time
      dateTime={iso}
      title={formatAtSource(ms, sourceZone, precision)}
      className={`whitespace-nowrap ${className ?? ''}`}
    >
      {full ? formatEvidence(ms, zone, precision, full === 'exact') : formatInstant(ms, now, zone, precision)}
    </time>
  );
}
