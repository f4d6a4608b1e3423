import type { ClickHouse, Sealer } from '@throughline/store';
import type { Correlate } from '../pipeline/steps/correlate.step.ts';

/** What the drain needs of the store. */
export type DrainStore = { clickhouse: ClickHouse; correlate: Correlate; sealer: Sealer };
