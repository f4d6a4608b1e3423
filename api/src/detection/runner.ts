import {
  acquireLease,
  type Lease,
  LostLeaseError,
  releaseLease,
  renewLease,
  type Store,
} from '@throughline/store';
import type { Engine, TickResult } from './engine.ts';

/** How long a silent engine keeps the right to judge, and how often another asks for it, ms: a take-over within 10 s. */
const LEASE_MS = 6_000;
const ASK_MS = 1_000;
const AFTER_FAILURE_MS = 2_000;

export type RunnerOptions = {
  readonly store: Pick<Store, 'postgres'>;
  readonly workspace: number;
  /** Names this engine in its lease. */
  readonly holder: string;
  readonly everyMs: number;
  readonly clock: () => number;
  /** The engine for the next tick: another one when what is judged by has changed. */
  readonly engine: (leaseMs: number) => Promise<Engine>;
  readonly ticked: (result: TickResult, ms: number) => void;
  /** The state of the loop: waiting for the lease, judging, or failing with a message. */
  readonly became: (state: 'waiting' | 'judging' | 'failing', error?: unknown) => void;
};

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });

const tickWhileHeld = async (options: RunnerOptions, lease: Lease, signal: AbortSignal): Promise<void> => {
  const { clock, everyMs } = options;
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const engine = await options.engine(LEASE_MS);
      const result = await engine.tick(lease, clock(), signal);
      options.became('judging');
      options.ticked(result, performance.now() - began);
      // What was left over, and what came in meanwhile, is taken at once.
      if (result.outcome === 'idle') await sleep(everyMs, signal);
    } catch (error) {
      if (error instanceof LostLeaseError) return;
      options.became('failing', error);
      await sleep(AFTER_FAILURE_MS, signal);
    }
  }
};

/** Judges until `signal` aborts, as the only engine of its workspace: waits for the lease, and for it again when it is lost. */
export const runEngine = async (options: RunnerOptions, signal: AbortSignal): Promise<void> => {
  const { workspace, holder } = options;
  const { postgres } = options.store;
  while (!signal.aborted) {
    const lease = await acquireLease(postgres, {
      workspace,
      name: 'detection',
      holder,
      ttlMs: LEASE_MS,
    }).catch((error: unknown) => {
      options.became('failing', error);
      return undefined;
    });
    if (lease === undefined) {
      options.became('waiting');
      await sleep(ASK_MS, signal);
      continue;
    }
    const beat = setInterval(
      () => void renewLease(postgres, lease, LEASE_MS).catch(() => false),
      LEASE_MS / 3,
    );
    try {
      await tickWhileHeld(options, lease, signal);
    } finally {
      clearInterval(beat);
      await releaseLease(postgres, lease).catch(() => undefined);
    }
  }
};
