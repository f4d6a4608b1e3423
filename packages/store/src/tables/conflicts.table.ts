import { or, sign, text, u128, u128s, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Part keys that would have joined different orders, and so were turned to shared. */
export const conflicts = table({
  name: 'conflicts',
  about: 'Keys that turned shared because they joined different orders.',
  columns: {
    ...ofWorkspace,
    namespace: word(),
    scope: or(word(), ''),
    value: text(),
    sign: or(sign(), 1),
    reason: or(text(), ''),
    lives: or(u128s(), []),
    eventKey: or(u128(), 0n),
    ...asDrained,
  },
  orderBy: ['workspace', 'namespace', 'scope', 'value'],
  granularity: 1024,
});
export type ConflictRow = RowOf<typeof conflicts>;
export type NewConflictRow = NewRowOf<typeof conflicts>;
