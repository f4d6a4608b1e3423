export type { ClickHouse, ReadOptions } from './clickhouse/clickhouse.ts';
export { EARLIEST_TIME, encodeAhead, LATEST_TIME } from './clickhouse/encode.ts';
export { instant, type Lane, type Params } from './clickhouse/engine.ts';
export { type ClickHousePlace, detachedParts, openClickHouse } from './clickhouse/open.ts';
export { postgresMigrations } from './migrations/postgres.ts';
export {
  awaitMigrated,
  migrate,
  migrateEmbeddedClickHouse,
  openStore,
  type Store,
  type StorePlace,
} from './open.ts';
export {
  advancePlan,
  asHolder,
  type Blinded,
  blindedAt,
  type CaseRow,
  type CaseWait,
  countDue,
  type DetectionState,
  detectionState,
  dueCases,
  finishTick,
  LostLeaseError,
  NOTHING_JUDGED,
  planTick,
  rememberedCases,
  replaceCases,
  type StoredCursor,
  type TickPlan,
  type Told,
  waitedFor,
} from './pg/detection.repo.ts';
export {
  changedExceptions,
  type ExceptionFilter,
  type ExceptionGroup,
  exceptionHistory,
  groupExceptions,
  type Handling,
  handleException,
  listExceptions,
  newestTransition,
  type StoredException,
  type StoredTransition,
} from './pg/exceptions.reader.ts';
export {
  appendTransitions,
  closeWithdrawn,
  type ExceptionFactsRow,
  openFeedExceptions,
  type TransitionRow,
  upsertExceptions,
} from './pg/exceptions.repo.ts';
export { acquireLease, ensureLeases, type Lease, releaseLease, renewLease } from './pg/leases.repo.ts';
export { openPostgres, type Postgres, type PostgresPlace, type Sql } from './pg/postgres.ts';
export { type RuleVersion, recordRuleVersions, ruleVersions } from './pg/rule-versions.repo.ts';
export {
  batchesAfter,
  type CommittedBatch,
  type Cursor,
  newestCursor,
} from './readers/batches.reader.ts';
export {
  batchesBeyond,
  changedLives,
  countChangedLives,
  type DeclaredFeed,
  declaredFeeds,
  eventsKnownAt,
  heardOf,
  type Span,
  standingLinksAt,
} from './readers/detection.reader.ts';
export {
  type EventPlace,
  eventsAtHome,
  eventsAtPlaces,
  eventsOfLives,
  type LifeEvent,
} from './readers/events.reader.ts';
export { type FeedCompleteness, feedCompleteness, typesOfSources } from './readers/feeds.reader.ts';
export {
  type ExceptBatch,
  findKeys,
  type KeyId,
  type KeyOnLife,
  keysOfLives,
  livesOfKeys,
} from './readers/keys.reader.ts';
export {
  type CaseLink,
  type Conflict,
  caseCutsOf,
  caseLinksOf,
  conflictsOf,
  type EventLink,
  eventLinksOf,
  type TurnedKey,
} from './readers/links.reader.ts';
export { orphansAmong } from './readers/orphans.reader.ts';
export { keysOfOthers } from './readers/others.reader.ts';
export { dataKeysOf, payloadOf } from './readers/payloads.reader.ts';
export { type Seen, seenOf } from './readers/seen.reader.ts';
export { type SharedEvent, sharedEventsOf } from './readers/shared-events.reader.ts';
export {
  type CaseLinkNetRow,
  conflictsOfKeys,
  cutsOfKeys,
  type KeyHoldingRow,
  type KeyVerdictRow,
  keyHoldings,
  type LinkNetRow,
  linksBetween,
  linksToLives,
  orphanNets,
  type StitchingView,
  standingCaseLinks,
  type TellingRow,
  tellingsAt,
  tellingsOfLives,
  type WaitingRow,
  waitingUnder,
} from './readers/stitching.reader.ts';
export { type LastVerdict, lastVerdicts, verdictsOf } from './readers/verdicts.reader.ts';
export { loadMasterKey, type MasterKey } from './sealing/master-key.ts';
export {
  type KeySubject,
  openSealer,
  type PayloadToSeal,
  type SealedRows,
  type Sealer,
} from './sealing/sealer.ts';
export type { CaseCutRow, NewCaseCutRow } from './tables/case-cuts.table.ts';
export type { CaseLinkRow, NewCaseLinkRow } from './tables/case-links.table.ts';
export type { CommittedBatchRow, NewCommittedBatchRow } from './tables/committed-batches.table.ts';
export type { ConflictRow, NewConflictRow } from './tables/conflicts.table.ts';
export type { ContradictionRow, NewContradictionRow } from './tables/contradictions.table.ts';
export type { DataKeyRow, NewDataKeyRow } from './tables/data-keys.table.ts';
export type { DeadLetterRow, NewDeadLetterRow } from './tables/dead-letters.table.ts';
export type { EventLinkRow, NewEventLinkRow } from './tables/event-links.table.ts';
export type { EventRow, NewEventRow } from './tables/events.table.ts';
export type { FeedRow, NewFeedRow } from './tables/feeds.table.ts';
export type { ImportRow, NewImportRow } from './tables/imports.table.ts';
export { TABLES, type TableName } from './tables/index.ts';
export type { KeyRow, NewKeyRow } from './tables/keys.table.ts';
export type { NewOrphanRow, OrphanRow } from './tables/orphans.table.ts';
export type { NewPayloadRow, PayloadRow } from './tables/payloads.table.ts';
export type { NewSeenRow, SeenRow } from './tables/seen.table.ts';
export type { NewSharedEventRow, SharedEventRow } from './tables/shared-events.table.ts';
export type { NewRowOf, RowOf } from './tables/table.ts';
export type { NewVerdictRow, VerdictRow } from './tables/verdicts.table.ts';
export { type Batch, type BatchRows, type BatchTable, tokenOf, writeBatch } from './writers/write-batch.ts';
