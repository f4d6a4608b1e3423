import type { BatchNotebook } from '../log/batch-notes.ts';
import type { Batch } from '../log/bounds.ts';
import { type BatchContext, type Deduped, dedupe } from '../pipeline/steps/dedupe.step.ts';
import { makeRows, type ReadyBatch, write } from '../pipeline/steps/write.step.ts';
import type { DrainStore } from './drain-store.ts';
import { factsOf, type PlacedRecord } from './fact.ts';
import { detailOf, onlyParts, type Part, partsOf, setAside } from './quarantine.ts';
import type { KeyRows } from './recheck.ts';
import { sift } from './sift.ts';
import { watchStore } from './store-watch.ts';

type Made = { deduped: Deduped; ready: ReadyBatch; keyRows: KeyRows };

/** What became of a batch that is stored. */
export type StoredBatch = {
  deduped: Deduped;
  quarantined: readonly { position: number; detail: string }[];
  /** Keys that it stored on lives and on waiting events. */
  keyRows: KeyRows;
};

export type BatchStorer = (batch: Batch, records: readonly PlacedRecord[]) => Promise<StoredBatch>;

export type StorerOptions = {
  writer: bigint;
  notes: BatchNotebook;
  to: DrainStore;
  clock: () => number;
  /** Throws when the drain is to stop. */
  goOn: () => void;
};

/** So often a batch must fail, not for the store, before it is searched for what cannot be stored. */
const FAILURES_BEFORE_SEARCH = 3;

/**
 * Makes what stores batches. It throws when a batch cannot be stored now, and is called again with the same; a part of
 * a batch that makes a step fail is found, set aside as a dead letter, and the rest is stored.
 */
export function batchStorer({ writer, notes, to, clock, goOn }: StorerOptions): BatchStorer {
  const store = watchStore(to.clickhouse);
  let failing = { batch: 0, times: 0 };

  async function make(records: readonly PlacedRecord[], context: BatchContext): Promise<Made> {
    const deduped = await dedupe(factsOf(records), context);
    const correlation = await to.correlate(deduped.fresh, records, context, notes.of(Number(context.batch)));
    const { keys = [], sharedEvents = [] } = correlation.rows;
    const keyRows = [...keys, ...sharedEvents].map(({ workspace, namespace, scope = '', value }) => ({
      workspace,
      namespace,
      scope,
      value,
    }));
    return { deduped, ready: await makeRows({ records, deduped, correlation }, context), keyRows };
  }

  /** Finds what makes `make` fail and writes it down. Throws `failure` where it is nothing of the batch. */
  async function search(
    batch: Batch,
    records: readonly PlacedRecord[],
    context: BatchContext,
    failure: unknown,
  ) {
    const aside = notes.of(batch.batch).quarantined;
    const isAside = (part: Part) =>
      aside.some(({ position, event }) => position === part.position && event === part.event);
    const trial = async (parts: readonly Part[]) => {
      goOn();
      try {
        await make(onlyParts(records, parts), context);
        return null;
      } catch (error) {
        if (store.blames(error)) throw error;
        return { error };
      }
    };
    if (await trial([])) {
      // Keys to judge anew are no part of the log: they can wait for their next event.
      if (notes.of(batch.batch).recheck.length > 0) await notes.add(batch.batch, { recheck: [] });
      throw failure;
    }
    const { bad } = await sift(
      partsOf(records).filter((part) => !isAside(part)),
      trial,
    );
    if (bad.length === 0) throw failure;
    const found = bad.map(({ item, error }) => ({ ...item, detail: detailOf(error) }));
    await notes.add(batch.batch, { quarantined: [...aside, ...found] });
  }

  return async (batch, records) => {
    const context = { clickhouse: store.clickhouse, writer, batch: BigInt(batch.batch) };
    const attempt = () => make(setAside(records, notes.of(batch.batch).quarantined), context);
    let made: Made;
    try {
      made = await attempt();
    } catch (error) {
      if (store.blames(error)) throw error;
      failing = { batch: batch.batch, times: failing.batch === batch.batch ? failing.times + 1 : 1 };
      if (failing.times < FAILURES_BEFORE_SEARCH) throw error;
      await search(batch, records, context, error);
      made = await attempt();
    }
    await write(made.ready, { sealer: to.sealer, first: batch.first, last: batch.last, clock }, context);
    const { deduped, keyRows } = made;
    return { deduped, keyRows, quarantined: notes.of(batch.batch).quarantined };
  };
}
