import { or, text, time, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** What shows that a feed is complete up to a time. The newest event never does. */
export const feeds = table({
  name: 'feeds',
  about: 'Completeness facts of feeds.',
  columns: {
    ...ofWorkspace,
    source: word(),
    kind: word<'import' | 'heartbeat' | 'batch' | 'poll'>(),
    completeThrough: time(),
    evidence: or(text(), ''),
    ...asDrained,
  },
  orderBy: ['workspace', 'source', 'observedAt'],
  granularity: 1024,
});
export type FeedRow = RowOf<typeof feeds>;
export type NewFeedRow = NewRowOf<typeof feeds>;
