import { or, sign, text, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Keys that a person said must not join lives; sign −1 takes the cut back. */
export const caseCuts = table({
  name: 'case_cuts',
  about: 'Keys that a person cut: they join nothing.',
  columns: {
    ...ofWorkspace,
    namespace: word(),
    scope: or(word(), ''),
    value: text(),
    sign: or(sign(), 1),
    by: text(),
    note: or(text(), ''),
    ...asDrained,
  },
  orderBy: ['workspace', 'namespace', 'scope', 'value'],
  granularity: 1024,
});
export type CaseCutRow = RowOf<typeof caseCuts>;
export type NewCaseCutRow = NewRowOf<typeof caseCuts>;
