import type { IntakeConfig } from '@throughline/contracts';
import type { ClickHouse, Sealer } from '@throughline/store';
import type { LogState } from './log/log.ts';

/** What the collector needs of the databases, when they are up. */
export type CollectorStore = { clickhouse: ClickHouse; sealer: Sealer };

/** What there is to see of a running collector. */
export type CollectorStats = {
  log: LogState | null;
  drained: number;
  intakeVersion: number;
  /** Why the last attempt to store a batch failed; null once one succeeds. */
  storeError: string | null;
};

/** The process that takes events in. */
export type Collector = {
  /** Opens the log, listens, and gives the address, `http://127.0.0.1:4318`. */
  listen(): Promise<string>;
  /** Takes a newer intake configuration; false if it is not newer. */
  publishIntake(config: IntakeConfig): boolean;
  /** Resolves when everything accepted before is in the store. */
  drained(): Promise<void>;
  stats(): CollectorStats;
  /** Stops taking, finishes the batch at hand and frees the log. Whatever is left is drained after the next start. */
  close(): Promise<void>;
};
