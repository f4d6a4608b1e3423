// The real engine over a real embedded store, alone in a process, as the bench measures it.
import { join } from 'node:path';
import { createEngine, DEFAULT_FEED_POLICY, readFolders, rulebookOf } from '@throughline/api/detection';
import { acquireLease, openStore } from '@throughline/store';
import { answerParent } from '../child.ts';
import {
  commitBatch,
  completeForEver,
  HISTORY_END,
  storeOpen,
  storePicked,
  storeSettled,
} from '../history.ts';

/** What the parent may ask. Instants are minutes after the history's end. */
export type DetectOrder =
  | { do: 'seed'; workspace: number; settled: number; open: number }
  | { do: 'change'; workspace: number; skip: number; count: number; minute: number }
  | { do: 'tick'; workspace: number; minute: number }
  | { do: 'idle'; workspace: number; minute: number }
  | { do: 'rescan'; workspace: number; minute: number; forMs: number }
  | { do: 'verdicts'; workspace: number };

const [dir = '', root = ''] = process.argv.slice(2);
const store = await openStore({ dataDir: dir });
const { clickhouse, postgres } = store;
const book = rulebookOf(
  await readFolders({
    rules: join(root, 'rules'),
    profiles: join(root, 'profiles'),
    calendars: join(root, 'calendars'),
  }),
  [],
);
const LEASE_MS = 3_600_000;
const at = (minute: number): number => HISTORY_END + minute * 60_000;
let batch = 0;

const engineOf = (
  workspace: number,
  changes: { fingerprint?: string; progress?: (done: number, total: number) => void } = {},
) =>
  createEngine({
    ...{
      store,
      workspace,
      rules: book.rules,
      feeds: DEFAULT_FEED_POLICY,
      leaseMs: LEASE_MS,
      clock: Date.now,
    },
    fingerprint: changes.fingerprint ?? book.fingerprint,
    watch: {
      begin: () => () => undefined,
      judged: () => undefined,
      failed: (failures) => {
        if (failures[0]) throw new Error(`${failures[0].rule}: ${failures[0].message}`);
      },
      progress: changes.progress ?? (() => undefined),
    },
  });

const leases = new Map<number, NonNullable<Awaited<ReturnType<typeof acquireLease>>>>();
const leaseOf = async (workspace: number) => {
  const held =
    leases.get(workspace) ??
    (await acquireLease(postgres, { workspace, name: 'detection', holder: 'bench', ttlMs: LEASE_MS }));
  if (!held) throw new Error('another engine holds the lease');
  leases.set(workspace, held);
  return held;
};
const engines = new Map<number, ReturnType<typeof engineOf>>();
const engineFor = (workspace: number) => {
  const engine = engines.get(workspace) ?? engineOf(workspace);
  engines.set(workspace, engine);
  return engine;
};

const tick = async (workspace: number, minute: number) => {
  const lease = await leaseOf(workspace);
  const began = performance.now();
  const result = await engineFor(workspace).tick(lease, at(minute));
  return { ms: performance.now() - began, cases: result.cases, outcome: result.outcome };
};

/** History that was judged long ago leaves nothing to remember; so it is stored, and said to be judged. */
const seed = async (workspace: number, settled: number, open: number) => {
  await postgres.query("INSERT INTO workspaces VALUES ($1, 'bench', now()) ON CONFLICT DO NOTHING", [
    workspace,
  ]);
  batch += 1;
  await completeForEver(clickhouse, workspace, batch);
  await storeSettled(clickhouse, workspace, settled, batch);
  await commitBatch(clickhouse, batch);
  // A history this old has been merged for long; how far merging is would be measured otherwise.
  for (const table of ['events', 'changes']) await clickhouse.command(`OPTIMIZE TABLE ${table} FINAL`);
  await postgres.query(
    `INSERT INTO detection (workspace, tick, judged_at, cursor, heard, configuration)
     VALUES ($1, 1, $2, jsonb_build_object('1', $3::text), '{}', $4)`,
    [workspace, at(-1), String(batch), book.fingerprint],
  );
  batch += 1;
  await storeOpen(clickhouse, workspace, open, batch);
  await commitBatch(clickhouse, batch);
  const first = await tick(workspace, 0);
  const [row] = await clickhouse.query<{ n: number; version: string }>(
    'SELECT toUInt32(count()) AS n, version() AS version FROM events WHERE workspace = {workspace:UInt32}',
    { workspace },
  );
  return { ...first, events: row?.n ?? 0, version: row?.version ?? '' };
};

const rescan = async (workspace: number, minute: number, forMs: number) => {
  const stop = new AbortController();
  const began = performance.now();
  let share = 1;
  const engine = engineOf(workspace, {
    fingerprint: `again ${began}`,
    progress: (done, total) => {
      share = done / total;
      if (performance.now() - began > forMs) stop.abort();
    },
  });
  const result = await engine.tick(await leaseOf(workspace), at(minute), stop.signal);
  return { ms: (performance.now() - began) / share, cases: result.cases, share };
};

answerParent(async (order: DetectOrder) => {
  switch (order.do) {
    case 'seed':
      return seed(order.workspace, order.settled, order.open);
    case 'change':
      batch += 1;
      await storePicked(clickhouse, order.workspace, { ...order, at: at(order.minute), batch });
      return commitBatch(clickhouse, batch);
    case 'tick':
    case 'idle':
      return tick(order.workspace, order.minute);
    case 'rescan':
      return rescan(order.workspace, order.minute, order.forMs);
    case 'verdicts':
      return clickhouse.query(
        `SELECT rule, toString(state) AS state, point, toUInt32(count()) AS n,
           toString(sum(cityHash64(at, due))) AS sum FROM (SELECT DISTINCT rule, state, point, verdict_id, at, due
           FROM verdicts WHERE workspace = {workspace:UInt32}) GROUP BY rule, state, point ORDER BY rule, state, point`,
        { workspace: order.workspace },
      );
    default:
      return order satisfies never;
  }
});
