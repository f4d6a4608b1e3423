import { caseLinks } from './case-links.table.ts';
import { or, time, u32, u64, u128, word } from './column.ts';
import { eventLinks } from './event-links.table.ts';
import { events } from './events.table.ts';
import { table } from './table.ts';

const POSITION = ['workspace', 'writer', 'batch'] as const;

/**
 * Which lives a batch touched, and which sources it came from: how detection finds the cases that have something new
 * without looking at what is old. A row may come twice; readers ask for distinct lives.
 */
export const changes = table({
  name: 'changes',
  about: 'Lives and sources that each batch touched.',
  since: 2,
  columns: {
    workspace: u32(),
    writer: u64(),
    batch: u64(),
    /** 0n: a fact without a home; its source was heard of all the same. */
    life: u128(),
    /** '' where two lives were joined or parted. */
    source: or(word(), ''),
    observedAt: time(),
  },
  orderBy: ['workspace', 'writer', 'batch', 'life', 'source'],
  feeds: [
    {
      view: 'changes_from_events',
      from: events.name,
      select: [...POSITION, 'life', 'source', 'max(observed_at) AS observed_at'],
      rest: 'GROUP BY workspace, writer, batch, life, source',
    },
    {
      view: 'changes_from_event_links',
      from: eventLinks.name,
      select: [...POSITION, 'life', "'' AS source", 'max(observed_at) AS observed_at'],
      rest: 'GROUP BY workspace, writer, batch, life',
    },
    {
      view: 'changes_from_case_links',
      from: caseLinks.name,
      select: [...POSITION, 'arrayJoin([loser, survivor]) AS life', "'' AS source", 'observed_at'],
      rest: '',
    },
  ],
});

/** Statements that fill the table from what was stored before it was there. Repeating them adds repeats only. */
export const CHANGES_OF_BEFORE: readonly string[] = [
  `INSERT INTO ${changes.name} SELECT workspace, writer, batch, life, source, max(observed_at) FROM ${events.name}
   GROUP BY workspace, writer, batch, life, source`,
  `INSERT INTO ${changes.name} SELECT workspace, writer, batch, life, '', max(observed_at) FROM ${eventLinks.name}
   GROUP BY workspace, writer, batch, life`,
  `INSERT INTO ${changes.name} SELECT workspace, writer, batch, arrayJoin([loser, survivor]), '', observed_at
   FROM ${caseLinks.name}`,
];
