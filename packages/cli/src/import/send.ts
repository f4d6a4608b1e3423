import { setTimeout as sleep } from 'node:timers/promises';
import type { ImportState } from '@throughline/contracts';
import { type ImportClient, NotBegunError } from '../server/client.ts';
import { type Chunk, chunksOf } from './chunks.ts';
import type { ImportPlan } from './plan.ts';
import type { ImportRowsSource } from './rows.ts';

const IN_FLIGHT = 4;
const POLL = 200;

/** How an import went: told after each chunk. */
export type SendProgress = { rows: number; chunks: number; skipped: number; events: number };

const taken = (state: ImportState, chunk: number): boolean =>
  state.chunks.some(([first, last]) => first <= chunk && chunk <= last);

/** The import at the server, begun again whenever the server does not know it. */
class Sending {
  readonly #client: ImportClient;
  readonly #plan: ImportPlan;
  constructor(client: ImportClient, plan: ImportPlan) {
    this.#client = client;
    this.#plan = plan;
  }

  begin(signal: AbortSignal): Promise<ImportState> {
    const { importId, source, mappingText, observed, files } = this.#plan;
    return this.#client.begin({ importId, source, mapping: mappingText, observed, files }, signal);
  }

  async again<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NotBegunError)) throw error;
      await this.begin(signal);
      return ask();
    }
  }
}

export type SendOptions = {
  plan: ImportPlan;
  source: ImportRowsSource;
  client: ImportClient;
  completeThrough: string | null | undefined;
  signal: AbortSignal;
  /** How long to wait, in milliseconds, for what was taken to be stored. It is durable all the same. */
  stillness: number;
  onProgress(progress: SendProgress): void;
  /** All was sent and is durable; only storing it goes on. */
  onSent(): void;
};

/** Waits until all that was taken can be queried, or until nothing has moved for `stillness` milliseconds. */
async function settled(
  client: ImportClient,
  state: ImportState,
  { plan, signal, stillness, onSent }: SendOptions,
): Promise<ImportState> {
  let now = state;
  let still = 0;
  if (!now.drained) onSent();
  while (!now.drained && still < stillness) {
    await sleep(POLL, undefined, { signal });
    const next = await client.status(plan.importId, signal);
    still = next.counts.repeats === now.counts.repeats ? still + POLL : 0;
    now = next;
  }
  return now;
}

/**
 * Sends an import, a few requests at a time, leaving out the chunks that the server has; declares its feeds complete;
 * resolves when all of it can be queried, or nothing moves for a while. `before` is what the server had when it began.
 */
export async function sendImport(options: SendOptions): Promise<{ before: ImportState; after: ImportState }> {
  const { plan, source, client, signal, onProgress } = options;
  const sending = new Sending(client, plan);
  const before = await sending.begin(signal);
  const progress: SendProgress = { rows: 0, chunks: 0, skipped: 0, events: 0 };
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const post = async ({ chunk, rows }: Chunk): Promise<void> => {
    const answer = await sending.again(() => client.rows(plan.importId, chunk, rows, either), either);
    progress.rows += rows.length;
    progress.events += answer.counts.events;
    onProgress(progress);
  };
  const flying = new Set<Promise<void>>();
  try {
    for await (const one of chunksOf(source.rows)) {
      either.throwIfAborted();
      progress.chunks++;
      if (taken(before, one.chunk)) {
        progress.skipped++;
        progress.rows += one.rows.length;
        onProgress(progress);
        continue;
      }
      const sent: Promise<void> = post(one).finally(() => flying.delete(sent));
      sent.catch((error: unknown) => failed.abort(error));
      flying.add(sent);
      if (flying.size >= IN_FLIGHT) await Promise.race(flying);
    }
    await Promise.all(flying);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(flying);
    throw error;
  }
  const unmatched = Object.fromEntries(
    Object.entries(source.sides()).map(([role, counts]) => [role, counts.unmatched]),
  );
  const completeThrough =
    options.completeThrough === undefined && plan.mapping.completeThrough === 'unknown'
      ? null
      : options.completeThrough;
  const end = {
    importId: plan.importId,
    chunks: progress.chunks,
    unmatched,
    ...(completeThrough === undefined ? {} : { completeThrough }),
  };
  const after = await sending.again(() => client.end(end, signal), signal);
  return { before, after: await settled(client, after, options) };
}
