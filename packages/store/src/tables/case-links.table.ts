import { or, sign, text, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Two lives turned out to be one order; sign −1 takes the link back. Small: every reader resolves through it. */
export const caseLinks = table({
  name: 'case_links',
  about: 'Lives that are one, with the key that says so.',
  columns: {
    ...ofWorkspace,
    loser: u128(),
    survivor: u128(),
    sign: or(sign(), 1),
    namespace: or(word(), ''),
    scope: or(word(), ''),
    value: or(text(), ''),
    /** The event whose keys joined them. */
    eventKey: or(u128(), 0n),
    ...asDrained,
  },
  orderBy: ['workspace', 'loser', 'survivor'],
  granularity: 1024,
});
export type CaseLinkRow = RowOf<typeof caseLinks>;
export type NewCaseLinkRow = NewRowOf<typeof caseLinks>;
