import { caseCuts } from './case-cuts.table.ts';
import { caseLinks } from './case-links.table.ts';
import { changes } from './changes.table.ts';
import { committedBatches } from './committed-batches.table.ts';
import { conflicts } from './conflicts.table.ts';
import { contradictions } from './contradictions.table.ts';
import { dataKeys } from './data-keys.table.ts';
import { deadLetters } from './dead-letters.table.ts';
import { eventLinks } from './event-links.table.ts';
import { events } from './events.table.ts';
import { feeds } from './feeds.table.ts';
import { imports } from './imports.table.ts';
import { keys } from './keys.table.ts';
import { lives } from './lives.table.ts';
import { orphans } from './orphans.table.ts';
import { payloads } from './payloads.table.ts';
import { seen } from './seen.table.ts';
import { sharedEvents } from './shared-events.table.ts';
import { verdicts } from './verdicts.table.ts';

/** Every ClickHouse table by its camelCase name; a table stands after those that feed it. */
export const TABLES = {
  dataKeys,
  payloads,
  events,
  seen,
  contradictions,
  keys,
  caseLinks,
  eventLinks,
  sharedEvents,
  conflicts,
  caseCuts,
  orphans,
  lives,
  changes,
  deadLetters,
  feeds,
  imports,
  verdicts,
  committedBatches,
} as const;
export type TableName = keyof typeof TABLES;
