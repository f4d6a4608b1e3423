import { batchesAfter, newestCursor } from '@throughline/store';
import type { Batch } from '../log/bounds.ts';
import type { Log } from '../log/log.ts';
import type { DrainStore } from './drain-store.ts';
import type { Fact, PlacedRecord } from './fact.ts';
import { Gatherer } from './gather.ts';
import type { RecentRecords } from './recent.ts';
import { type KeyRows, Rechecker } from './recheck.ts';
import { type BatchStorer, batchStorer } from './store-batch.ts';

/** A batch that is wholly stored. */
export type Drained = {
  batch: number;
  last: number;
  events: number;
  repeats: readonly Fact[];
  contradictions: number;
  /** What could not be stored and is a dead letter now: of which record, and why. */
  quarantined: readonly { position: number; detail: string }[];
  seconds: number;
};

export type DrainOptions = {
  log: Log;
  store: () => Promise<DrainStore>;
  recent: RecentRecords;
  mostEvents: number;
  lingerMs: number;
  clock: () => number;
  drained: (batch: Drained) => void;
  /** A failed attempt, which is made again after `afterMs`. */
  failed: (error: unknown, afterMs: number) => void;
};

export type Drain = {
  /** Highest position that is in the store, as far as is known. */
  committed(): number;
  /** Resolves when everything up to `position` is in the store; rejects if the drain is stopped before. */
  waitFor(position: number): Promise<void>;
  stop(): Promise<void>;
};

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2000;

class Stopped extends Error {}

/**
 * Moves the log's records to the store, in order and exactly once: the bounds of a batch are on disk before its first
 * insert, a batch is committed before the next begins, and any failure is tried again, with longer and longer pauses,
 * until it succeeds, or until what cannot be stored is found and set aside.
 */
export function startDrain(options: DrainOptions): Drain {
  const { log, clock } = options;
  const gatherer = new Gatherer(log, options.recent);
  let committed = 0;
  let stopped = false;
  let wake: () => void = () => {};
  let stop: () => void = () => {};
  const waiting = new Set<{ position: number; resolve: () => void; reject: (error: Error) => void }>();

  const sleep = (ms: number, wakeable: boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const end = () => {
        clearTimeout(timer);
        resolve();
      };
      stop = end;
      if (wakeable) wake = end;
      if (stopped) end();
    });

  const goOn = () => {
    if (stopped) throw new Stopped();
  };

  /** Repeats `work` until it succeeds. */
  async function surely<T>(work: () => Promise<T>): Promise<T> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      goOn();
      try {
        return await work();
      } catch (error) {
        goOn();
        options.failed(error, pause);
        await sleep(pause, false);
      }
    }
  }

  function settle(position: number): void {
    committed = Math.max(committed, position);
    for (const entry of waiting) {
      if (entry.position > committed) continue;
      waiting.delete(entry);
      entry.resolve();
    }
  }

  async function store(
    batch: Batch,
    records: readonly PlacedRecord[],
    storer: BatchStorer,
  ): Promise<KeyRows> {
    const began = performance.now();
    const { deduped, quarantined, keyRows } = await storer(batch, records);
    options.drained({
      batch: batch.batch,
      last: batch.last,
      events: deduped.fresh.length,
      repeats: deduped.repeats,
      contradictions: deduped.contradictions.length,
      quarantined,
      seconds: (performance.now() - began) / 1000,
    });
    return keyRows;
  }

  async function finish(batch: Batch): Promise<void> {
    await log.bounds.finish(batch);
    // A segment that cannot be deleted now is deleted with a later batch.
    await log.commit(batch.last).catch((error) => options.failed(error, 0));
    settle(batch.last);
  }

  /** Agrees with the store about what is committed, and ends a batch that a crash cut short. */
  async function resume(to: DrainStore, storer: BatchStorer): Promise<number> {
    const known = (await newestCursor(to.clickhouse)).get(log.writer);
    if (known !== undefined) {
      const before = new Map([[log.writer, known - 1n]]);
      const rows = await batchesAfter(to.clickhouse, before);
      const newest = rows.find(({ writer, batch }) => writer === log.writer && batch === known);
      if (newest) {
        const first = Number(newest.firstPosition);
        log.bounds.adopt({ batch: Number(known), first, last: Number(newest.lastPosition) });
      }
    }
    const pending = log.bounds.pending();
    if (pending) {
      if (known === undefined || BigInt(pending.batch) > known) {
        const empty = pending.last < pending.first;
        const records = empty ? [] : await gatherer.exactly(pending.first, pending.last);
        await surely(() => store(pending, records, storer));
      }
      await finish(pending);
    }
    const { last } = log.bounds.latest();
    settle(last);
    await log.commit(last);
    return last + 1;
  }

  // What was gathered stays here when reading on fails, and is gathered further.
  let held: PlacedRecord[] = [];

  async function gather(from: number): Promise<PlacedRecord[]> {
    const until = performance.now() + options.lingerMs;
    for (;;) {
      goOn();
      await gatherer.upTo(from, log.state().durable, options.mostEvents, held);
      const left = until - performance.now();
      const full = gatherer.isFull(held, options.mostEvents);
      if (full || (held.length > 0 && left <= 0)) {
        const records = held;
        held = [];
        return records;
      }
      await sleep(held.length > 0 ? left : 3_600_000, true);
    }
  }

  async function run(): Promise<void> {
    const to = await surely(options.store);
    const storer = batchStorer({ writer: log.writer, notes: log.notes, to, clock, goOn });
    let next = await surely(() => resume(to, storer));
    const rechecker = new Rechecker(to.clickhouse, log.writer);
    await surely(() => rechecker.begin());
    for (;;) {
      const from = next;
      const recheck = rechecker.due();
      // Keys to judge anew do not wait for a record.
      const alone = recheck.length > 0 && held.length === 0 && log.state().durable < from;
      const records = alone ? [] : await surely(() => gather(from));
      const last = records.at(-1)?.position ?? from - 1;
      const batch = await surely(() => log.bounds.begin(from, last));
      if (recheck.length > 0) {
        await surely(() => log.notes.add(batch.batch, { recheck, recheckAt: clock() }));
      }
      const keyRows = await surely(() => store(batch, records, storer));
      await finish(batch);
      // A batch without records asks for no other, so that two collectors never go on answering each other.
      await surely(() => rechecker.committed(alone ? [] : keyRows));
      next = last + 1;
    }
  }

  const ignore = log.onDurable(() => wake());
  const running = run().catch((error: unknown) => {
    if (!(error instanceof Stopped)) options.failed(error, 0);
  });
  return {
    committed: () => committed,
    waitFor(position) {
      if (position <= committed) return Promise.resolve();
      return new Promise((resolve, reject) => waiting.add({ position, resolve, reject }));
    },
    async stop() {
      stopped = true;
      ignore();
      stop();
      await running;
      for (const { reject } of waiting)
        reject(new Error('The collector was stopped before this was stored.'));
      waiting.clear();
    },
  };
}
