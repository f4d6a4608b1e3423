import type { Postgres, Sql } from './postgres.ts';

/** The right to do something alone, until `expiresAt` (epoch ms, the database's clock). A later holder has a higher epoch. */
export type Lease = {
  readonly workspace: number;
  readonly name: string;
  readonly holder: string;
  readonly epoch: number;
};

const EXISTS_ALREADY = new Set(['23505', '42P07', '42710']);

/** Makes the table; two starters may do so at once. It is there before migrations, which run under one of its rows. */
export const ensureLeases = async (postgres: Sql): Promise<void> => {
  const sql = `CREATE TABLE IF NOT EXISTS leases (
    workspace integer NOT NULL,
    name text NOT NULL,
    holder text NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (workspace, name)
  )`;
  try {
    await postgres.query(sql);
  } catch (error) {
    // IF NOT EXISTS does not hold between two transactions that both create.
    if (!EXISTS_ALREADY.has((error as { code?: string }).code ?? '')) throw error;
  }
};

/** Takes the lease when it is free or has expired; undefined when another holds it. */
export const acquireLease = async (
  postgres: Sql,
  { workspace, name, holder, ttlMs }: { workspace: number; name: string; holder: string; ttlMs: number },
): Promise<Lease | undefined> => {
  const rows = await postgres.query<{ epoch: string }>(
    `INSERT INTO leases AS l (workspace, name, holder, epoch, expires_at)
     VALUES ($1, $2, $3, 1, clock_timestamp() + $4 * interval '1 millisecond')
     ON CONFLICT (workspace, name) DO UPDATE
       SET holder = excluded.holder, epoch = l.epoch + 1, expires_at = excluded.expires_at
       WHERE l.expires_at < clock_timestamp()
     RETURNING epoch`,
    [workspace, name, holder, ttlMs],
  );
  const [row] = rows;
  return row && { workspace, name, holder, epoch: Number(row.epoch) };
};

/** Prolongs the lease, also as the first statement of a transaction that must not outlive it; false: it is lost. */
export const renewLease = async (sql: Sql, lease: Lease, ttlMs: number): Promise<boolean> => {
  const rows = await sql.query(
    `UPDATE leases SET expires_at = clock_timestamp() + $4 * interval '1 millisecond'
     WHERE workspace = $1 AND name = $2 AND epoch = $3 AND expires_at >= clock_timestamp() RETURNING epoch`,
    [lease.workspace, lease.name, lease.epoch, ttlMs],
  );
  return rows.length === 1;
};

/** Gives the lease back, if it is still ours. */
export const releaseLease = async (sql: Sql, lease: Lease): Promise<void> => {
  await sql.query(
    `UPDATE leases SET expires_at = '-infinity' WHERE workspace = $1 AND name = $2 AND epoch = $3`,
    [lease.workspace, lease.name, lease.epoch],
  );
};

/** How a lease is waited for and kept; times in ms. */
export type LeaseTimes = { readonly ttlMs: number; readonly pollMs: number; readonly waitMs: number };

/**
 * Runs `work` while holding the lease, waiting for another holder to end or expire. The lease is renewed at a third of
 * its life; `work` calls `check` before each step, which throws when the lease is lost. Throws when the wait is over.
 */
export const withLease = async <T>(
  postgres: Postgres,
  wanted: { workspace: number; name: string; holder: string },
  { ttlMs, pollMs, waitMs }: LeaseTimes,
  work: (lease: Lease, check: (sql?: Sql) => Promise<void>) => Promise<T>,
): Promise<T> => {
  const until = performance.now() + waitMs;
  let lease = await acquireLease(postgres, { ...wanted, ttlMs });
  while (lease === undefined) {
    if (performance.now() > until) {
      throw new Error(
        `Another process holds "${wanted.name}" for longer than ${Math.round(waitMs / 1000)} s. ` +
          `Wait for it to end, or end it; its lease expires by itself ${Math.round(ttlMs / 1000)} s later.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
    lease = await acquireLease(postgres, { ...wanted, ttlMs });
  }
  const held = lease;
  const check = async (sql: Sql = postgres): Promise<void> => {
    if (await renewLease(sql, held, ttlMs)) return;
    throw new Error(`Lost the lease "${held.name}": another process has taken it over`);
  };
  const beat = setInterval(() => void renewLease(postgres, held, ttlMs).catch(() => false), ttlMs / 3);
  try {
    return await work(held, check);
  } finally {
    clearInterval(beat);
    await releaseLease(postgres, held).catch(() => undefined);
  }
};
