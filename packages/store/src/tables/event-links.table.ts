import type { Outcome } from '@throughline/contracts';
import { or, sign, text, time, u128, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** An event that also belongs to this life (one box for two orders); −1 on its home takes it out of its home. */
export const eventLinks = table({
  name: 'event_links',
  about: 'Events that belong to a life which is not their home.',
  columns: {
    ...ofWorkspace,
    life: u128(),
    eventKey: u128(),
    /** Life under which the event is stored in `events`; 0n: none. */
    home: u128({ codec: 'ZSTD(1)' }),
    occurredAt: time(),
    type: word(),
    outcome: or(word<Outcome>(), 'ok'),
    sign: or(sign(), 1),
    namespace: or(word(), ''),
    scope: or(word(), ''),
    value: or(text(), ''),
    /** JSON of the lines and amounts that are this life's share; '' when the whole event is. */
    share: or(text({ codec: 'ZSTD(3)' }), ''),
    ...asDrained,
  },
  orderBy: ['workspace', 'life', 'eventKey'],
  granularity: 1024,
});
export type EventLinkRow = RowOf<typeof eventLinks>;
export type NewEventLinkRow = NewRowOf<typeof eventLinks>;
