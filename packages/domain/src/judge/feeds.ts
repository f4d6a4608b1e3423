import { matchesFeed } from '@throughline/contracts';

/**
 * How far one feed is complete, epoch ms; `completeFrom`: since when (none: always). `maxUnknown`: how long past a
 * deadline it may lag, ms, before that is an exception on the feed; null: for ever, as an import may.
 */
export type FeedCompleteness = {
  completeThrough: number;
  completeFrom?: number | undefined;
  maxUnknown?: number | null | undefined;
};

/** Completeness of every feed of the workspace, by source. */
export type CompleteThrough = Readonly<Record<string, FeedCompleteness>>;

/** What a deadline waits for: complete through the least of `feeds`, which lag behind. */
export type Coverage = { through: number; from: number; maxUnknown: number | null; feeds: string[] };

/**
 * Coverage by the feeds that patterns name. Where none of them is there, every feed must be complete: someone else tells
 * of what they would. Without any feed nothing is complete.
 */
export const coverageOf = (patterns: readonly string[] | undefined, complete: CompleteThrough): Coverage => {
  const all = Object.keys(complete).sort();
  const named = patterns ? all.filter((source) => patterns.some((each) => matchesFeed(each, source))) : all;
  const feeds = named.length > 0 ? named : all;
  let through = feeds.length > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  let from = Number.NEGATIVE_INFINITY;
  let maxUnknown: number | null = null;
  for (const source of feeds) {
    const feed = complete[source]!;
    through = Math.min(through, feed.completeThrough);
    from = Math.max(from, feed.completeFrom ?? Number.NEGATIVE_INFINITY);
    if (feed.maxUnknown != null) maxUnknown = Math.min(maxUnknown ?? feed.maxUnknown, feed.maxUnknown);
  }
  return { through, from, maxUnknown, feeds };
};

/** The feeds of a coverage that are not complete past `instant`. */
export const laggards = (coverage: Coverage, complete: CompleteThrough, instant: number): string[] =>
  coverage.feeds.filter((source) => complete[source]!.completeThrough <= instant);
