import { fileURLToPath } from 'node:url';
import type { StoredEvent } from '@throughline/domain';
import { acquireLease, type Lease, type Store, TABLES } from '@throughline/store';
import { DEFAULT_FEED_POLICY } from '../src/detection/completeness.ts';
import { type Rulebook, readFolders, rulebookOf } from '../src/detection/configuration.ts';
import { createEngine, type Engine, type EngineOptions } from '../src/detection/engine.ts';
import { commit, type Position, rowOf } from './rows.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The rules of the repository. */
export const rulebook = async (): Promise<Rulebook> =>
  rulebookOf(
    await readFolders({ rules: `${ROOT}rules`, profiles: `${ROOT}profiles`, calendars: `${ROOT}calendars` }),
    [],
  );

/** Takes the right to judge, as a process that was just started would after the one before it is known to be gone. */
export const takeLease = async ({ postgres }: Pick<Store, 'postgres'>, holder = 'test'): Promise<Lease> => {
  await postgres.query("UPDATE leases SET expires_at = '-infinity' WHERE name = 'detection'");
  const lease = await acquireLease(postgres, { workspace: 1, name: 'detection', holder, ttlMs: 60_000 });
  if (!lease) throw new Error('the lease is held');
  return lease;
};

/** An engine over a store; `run` ticks at one instant until nothing is left. */
export const engineOver = (
  store: EngineOptions['store'],
  book: Pick<Rulebook, 'rules' | 'fingerprint'>,
  changes: Partial<EngineOptions> = {},
): Engine =>
  createEngine({
    store,
    workspace: 1,
    rules: book.rules,
    fingerprint: book.fingerprint,
    feeds: DEFAULT_FEED_POLICY,
    leaseMs: 60_000,
    clock: () => 0,
    ...changes,
  });

/** Ticks at `T` until nothing is left to judge; gives how many cases were judged. */
export const settle = async (engine: Engine, lease: Lease, T: number): Promise<number> => {
  for (let cases = 0; ; ) {
    const result = await engine.tick(lease, T);
    if (result.outcome === 'idle') return cases;
    cases += result.cases;
  }
};

/** Forgets all that was judged, and keeps the events. */
export const forget = async ({
  clickhouse,
  postgres,
}: Pick<Store, 'clickhouse' | 'postgres'>): Promise<void> => {
  await clickhouse.command('TRUNCATE TABLE verdicts');
  await postgres.query(
    'TRUNCATE detection, detection_cases, detection_waits, exceptions, exception_transitions RESTART IDENTITY',
  );
};

/** Stores events as one committed batch, in the order given. */
export const storeBatch = async (
  { clickhouse }: Pick<Store, 'clickhouse'>,
  events: readonly StoredEvent[],
  position: Position,
  workspace = 1,
): Promise<void> => {
  const token = `${position.writer}:${position.batch}`;
  const rows = events.map((event) => rowOf(event, workspace, position));
  await clickhouse.insert(TABLES.events, rows, { token });
  await commit({ clickhouse }, position);
};

/** Declares sources complete through an instant, as the end of an import does. */
export const declareComplete = async (
  { clickhouse }: Pick<Store, 'clickhouse'>,
  sources: readonly string[],
  completeThrough: number,
  position: Position,
): Promise<void> => {
  await clickhouse.insert(
    TABLES.feeds,
    sources.map((source) => ({
      ...position,
      workspace: 1,
      source,
      kind: 'import' as const,
      completeThrough,
      observedAt: 0,
    })),
    { token: `feeds:${position.writer}:${position.batch}` },
  );
  await commit({ clickhouse }, position);
};

/** Everything that judging left behind, told so that two runs can be compared. */
export const outcome = async ({ clickhouse, postgres }: Pick<Store, 'clickhouse' | 'postgres'>) => ({
  verdicts: await clickhouse.query<Record<string, unknown>>(
    `SELECT DISTINCT hex(clock_id) AS clock, hex(verdict_id) AS id, rule, toString(state) AS state, point, at, due,
       start_key, stop_key FROM verdicts ORDER BY clock, at, id`,
    {},
    { maxRows: 1_000_000 },
  ),
  final: await clickhouse.query<Record<string, unknown>>(
    `SELECT hex(clock_id) AS clock, argMax(hex(verdict_id), seq) AS id, argMax(toString(state), seq) AS state
     FROM verdicts GROUP BY clock_id ORDER BY clock`,
    {},
    { maxRows: 1_000_000 },
  ),
  exceptions: await postgres.query<Record<string, unknown>>(
    `SELECT id, rule, object, state, severity, point, due_at, opened_at, closed_at, because, progress, amount, currency
     FROM exceptions ORDER BY id`,
  ),
  transitions: await postgres.query<Record<string, unknown>>(
    `SELECT exception_id, kind, at, verdict_id, severity, point, due_at, because FROM exception_transitions
     ORDER BY exception_id, seq`,
  ),
});
