import type { Outcome } from '@throughline/contracts';
import { or, sign, text, time, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** Events without a home of their own, by each shared key that they carry: a life that comes later finds them. */
export const sharedEvents = table({
  name: 'shared_events',
  about: 'Shared keys of events that have no home by their own keys.',
  columns: {
    ...ofWorkspace,
    value: text(),
    namespace: word(),
    scope: or(word(), ''),
    eventKey: u128(),
    home: or(u128(), 0n),
    occurredAt: time(),
    type: or(word(), ''),
    outcome: or(word<Outcome>(), 'ok'),
    sign: or(sign(), 1),
    ...asDrained,
  },
  orderBy: ['workspace', 'value', 'namespace', 'scope', 'eventKey'],
  granularity: 256,
});
export type SharedEventRow = RowOf<typeof sharedEvents>;
export type NewSharedEventRow = NewRowOf<typeof sharedEvents>;
