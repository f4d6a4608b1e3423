import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ImportBegin,
  type ImportChunkAnswer,
  ImportChunkAnswerSchema,
  type ImportEnd,
  type ImportState,
  ImportStateSchema,
  ProblemSchema,
} from '@throughline/contracts';
import type { z } from 'zod';
import { ImportError, why } from '../problem.ts';

/** Where a collector is, and the key or token it wants. */
export type Server = { url: string; key: string };

const ANSWER_WITHIN = 120_000;
const LONGEST_WAIT = 60_000;

/** The import is not known to the server: it has to be begun again. */
export class NotBegunError extends Error {}

type Attempt = { done: unknown } | { again: number; because: string };

/** The import doors of a collector. What could succeed later is tried again until `patience` milliseconds pass without an answer. */
export class ImportClient {
  readonly #url: string;
  readonly #key: string;
  readonly #patience: number;
  readonly #onWait: (because: string) => void;

  constructor(server: Server, patience: number, onWait: (because: string) => void) {
    this.#url = `${server.url.replace(/\/+$/, '')}/v1/imports`;
    this.#key = server.key;
    this.#patience = patience;
    this.#onWait = onWait;
  }

  begin(request: Omit<ImportBegin, 'op'>, signal: AbortSignal): Promise<ImportState> {
    return this.#ask(JSON.stringify({ op: 'begin', ...request }), ImportStateSchema, signal);
  }

  /** `rows` are JSON texts. */
  rows(
    importId: string,
    chunk: number,
    rows: readonly string[],
    signal: AbortSignal,
  ): Promise<ImportChunkAnswer> {
    const head = JSON.stringify({ op: 'rows', importId, chunk }).slice(0, -1);
    return this.#ask(`${head},"rows":[${rows.join(',')}]}`, ImportChunkAnswerSchema, signal);
  }

  end(request: Omit<ImportEnd, 'op'>, signal: AbortSignal): Promise<ImportState> {
    return this.#ask(JSON.stringify({ op: 'end', ...request }), ImportStateSchema, signal);
  }

  status(importId: string, signal: AbortSignal): Promise<ImportState> {
    return this.#ask(JSON.stringify({ op: 'status', importId }), ImportStateSchema, signal);
  }

  async #ask<T>(body: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    let wait = 250;
    let waited = 0;
    for (;;) {
      const attempt = await this.#attempt(body, signal);
      if ('done' in attempt) return schema.parse(attempt.done);
      const pause = Math.min(attempt.again || wait, LONGEST_WAIT);
      if (waited + pause > this.#patience) {
        throw new ImportError(
          `The server at ${this.#url} takes nothing for ${Math.round(waited / 1000)} s (${attempt.because})`,
          'See its log. The same command goes on where this one stopped.',
        );
      }
      this.#onWait(attempt.because);
      await sleep(pause, undefined, { signal });
      waited += pause;
      wait = Math.min(wait * 2, 10_000);
    }
  }

  async #attempt(body: string, signal: AbortSignal): Promise<Attempt> {
    let response: Response;
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN)]),
      });
      if (response.ok) return { done: await response.json() };
    } catch (error) {
      if (signal.aborted) throw error;
      return { again: 0, because: why(error) };
    }
    const text = await response.text().catch(() => '');
    if ([429, 502, 503, 504].includes(response.status)) {
      const after = Number(response.headers.get('retry-after') ?? 0) * 1000;
      return { again: Number.isFinite(after) ? after : 0, because: problemOf(response.status, text).detail };
    }
    if (response.status === 404) throw new NotBegunError(text);
    const { detail, remedy } = problemOf(response.status, text);
    throw new ImportError(`The server refuses: ${detail}`, remedy);
  }
}

function problemOf(status: number, text: string): { detail: string; remedy: string } {
  const remedy = status === 401 || status === 403 ? 'Give a key that may import for this source: --key.' : '';
  try {
    const problem = ProblemSchema.parse(JSON.parse(text));
    const places = (problem.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    return {
      detail: [problem.detail ?? problem.title, places].filter(Boolean).join(': '),
      remedy: problem.remedy || remedy || 'See the log of the server.',
    };
  } catch {
    return {
      detail: `it answered ${status}`,
      remedy: remedy || 'Check the address: it must be the collector’s.',
    };
  }
}
