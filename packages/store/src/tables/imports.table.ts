import { nullable, or, text, time, u32, word } from './column.ts';
import { asDrained, ofWorkspace } from './common.ts';
import { type NewRowOf, type RowOf, table } from './table.ts';

/** How far a run of an import came: one row per report, the newest of a run counts. */
export const imports = table({
  name: 'imports',
  about: 'Progress facts of imports.',
  columns: {
    ...ofWorkspace,
    importId: text(),
    state: word<'started' | 'running' | 'finished' | 'failed'>(),
    source: word(),
    mapping: or(text(), ''),
    file: or(text(), ''),
    rows: or(u32(), 0),
    events: or(u32(), 0),
    deadLetters: or(u32(), 0),
    /** JSON object: reason → rows dropped for it. */
    drops: or(text(), '{}'),
    completeThrough: nullable(time()),
    ...asDrained,
  },
  orderBy: ['workspace', 'importId', 'observedAt'],
  granularity: 1024,
});
export type ImportRow = RowOf<typeof imports>;
export type NewImportRow = NewRowOf<typeof imports>;
