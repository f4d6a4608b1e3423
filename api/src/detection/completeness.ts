import type { CompleteThrough } from '@throughline/domain';
import type { DeclaredFeed } from '@throughline/store';

/** How feeds that declare nothing are read, all ms. */
export type FeedPolicy = {
  /** How late an event of a stream may come: it is complete to now less this. */
  readonly latenessMs: number;
  /** How long a stream may be quiet before nobody can tell whether it still works. */
  readonly quietMs: number;
  /** How long past a deadline a feed other than an import may leave a clock unknown: twice its cadence. */
  readonly maxUnknownMs: number;
};

/** Streams are up to a minute late, a day's quiet says nothing, and two hours of not knowing are an exception. */
export const DEFAULT_FEED_POLICY: FeedPolicy = {
  latenessMs: 60_000,
  quietMs: 86_400_000,
  maxUnknownMs: 7_200_000,
};

/**
 * How far every feed is complete at `T`: as far as it declared; one that declared nothing is a stream, complete to
 * shortly before `T` as long as it is heard of. It never comes from the newest event. Grows with `T`, never shrinks.
 */
export const completenessAt = (
  declared: readonly DeclaredFeed[],
  heard: ReadonlyMap<string, number>,
  T: number,
  { latenessMs, quietMs, maxUnknownMs }: FeedPolicy,
): CompleteThrough => {
  const feeds: Record<string, CompleteThrough[string]> = {};
  for (const [source, last] of heard) {
    feeds[source] = { completeThrough: Math.min(T, last + quietMs) - latenessMs, maxUnknown: maxUnknownMs };
  }
  for (const { source, through, kind } of declared) {
    feeds[source] = { completeThrough: through, maxUnknown: kind === 'import' ? null : maxUnknownMs };
  }
  return feeds;
};

/** The instant that all feeds of a set (comma separated) are complete through. */
export const completeThroughSet = (feeds: string, complete: CompleteThrough): number =>
  feeds === ''
    ? Number.MIN_SAFE_INTEGER
    : Math.min(
        ...feeds.split(',').map((source) => complete[source]?.completeThrough ?? Number.MIN_SAFE_INTEGER),
      );
