export { eventOfRow, type ReadEvent } from '../event-of-row.ts';
export { attributeNames, attributeValues } from './attributes.ts';
export type { OrderFilter } from './filter.ts';
export {
  type ConflictHistory,
  type CutHistory,
  conflictHistory,
  cutHistory,
  type JoinHistory,
  joinHistory,
} from './identity.ts';
export { readJoins, resolutionOf } from './joins.ts';
export { type ListQuery, listOrders, type Place } from './list.ts';
export {
  type After,
  conflictsPage,
  deadLetterReasons,
  deadLettersPage,
  type ImportRun,
  importsPage,
  type Letter,
  orphansPage,
  type SourceExtent,
  sourceExtents,
  type Waiting,
} from './sources.ts';
export { countOrders, type OrderCounts, type StageHours, stageHours } from './stats.ts';
export { type Joins, membersOf, type World } from './world.ts';
