import { or, sign, text, time, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Events that no key ties to a life: +1 waiting, −1 joined after all. */
export const orphans = table({
  name: 'orphans',
  about: 'Events that wait for a life.',
  columns: {
    ...ofWorkspace,
    eventKey: u128(),
    sign: or(sign(), 1),
    source: word(),
    type: word(),
    occurredAt: time(),
    /** JSON array of the event's keys: [{namespace, scope, value}]. */
    keys: or(text({ codec: 'ZSTD(1)' }), '[]'),
    ...asDrained,
  },
  orderBy: ['workspace', 'eventKey'],
  granularity: 1024,
});
export type OrphanRow = RowOf<typeof orphans>;
export type NewOrphanRow = NewRowOf<typeof orphans>;
