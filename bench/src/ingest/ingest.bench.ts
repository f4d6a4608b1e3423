import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median, percentile } from '../report.ts';
import type { Bench } from '../run.ts';
import { PER_REQUEST } from './events.ts';
import { prepareLoad, startNull, startProduct, type Target } from './processes.ts';
import { measureWriter } from './writer.ts';

const KEY = 'tl_in_bench';
const IN_FLIGHT = 16;
const ROUNDS = 5;
const SMALL = 20_000;
const FULL = 200_000;

const rate = (value: number): string => `${Math.round(value).toLocaleString('en')} events/s`;

/** Sustained intake against a collector that only parses, appends and flushes; and the writer against a bare insert. */
export const bench: Bench = async ({ events, full }) => {
  const perRound = Math.ceil((events ?? (full ? FULL : SMALL)) / PER_REQUEST);
  const dir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const nothing = await startNull(join(dir, 'null.log'));
  const product = await startProduct(join(dir, 'data'), KEY);
  let sent = 0;

  const load = async (target: Target, run: string, perSecond = 0, requests = perRound) => {
    const prepared = await prepareLoad({
      port: target.port,
      run,
      requests,
      inFlight: IN_FLIGHT,
      perSecond,
      key: KEY,
    });
    const began = performance.now();
    const result = await prepared.go();
    if (result.refused > 0) throw new Error(`${result.refused} requests were refused`);
    if (target === product) {
      sent += requests * PER_REQUEST;
      await product.ask('drained');
    }
    return { ...result, seconds: (performance.now() - began) / 1000 };
  };

  try {
    await load(product, 'warm', 0, 50);
    await load(nothing, 'warm', 0, 50);
    const bare: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = await load(nothing, `n${round}`);
      const product1 = await load(product, `p${round}`);
      const after = await load(nothing, `m${round}`);
      bare.push((2 * perRound * PER_REQUEST) / (before.seconds + after.seconds));
      ours.push((perRound * PER_REQUEST) / product1.seconds);
    }
    await product.ask('flushes');
    const half = median(ours) / PER_REQUEST / 2;
    const paced = await load(product, 'half', half, Math.max(200, Math.min(perRound, Math.ceil(half * 10))));
    const flushes = await product.ask<{ p50: number; p99: number }>('flushes');
    const stored = await product.ask<{ rows: number; facts: number; version: string }>('counts');
    if (stored.rows !== sent || stored.facts !== sent) {
      throw new Error(`sent ${sent} events, stored ${stored.rows} rows of ${stored.facts} facts`);
    }
    const memory = await product.ask<number>('peak-memory');
    const writer = await measureWriter(join(dir, 'writer'));
    const figures: Figure[] = [
      {
        ...{ bench: 'ingest', figure: 'sustained_vs_null_collector', unit: 'ratio', floor: 0.25, aim: 0.45 },
        value: median(ours.map((value, index) => value / (bare[index] as number))),
      },
      {
        ...{ bench: 'ingest', figure: 'writer_vs_bare_insert', unit: 'ratio', floor: 0.8, aim: 1.5 },
        value: writer.ratio,
      },
      {
        ...{ bench: 'ingest', figure: 'ack_p99_vs_fdatasync_p99', unit: 'ratio', floor: 4, aim: 2.5 },
        value: percentile(paced.milliseconds, 0.99) / flushes.p99,
        smaller: true,
      },
    ];
    const notes = [
      `ClickHouse ${stored.version}; CloudEvents batches of ${PER_REQUEST}, ${IN_FLIGHT} in flight, ${ROUNDS} rounds of ${perRound * PER_REQUEST} events`,
      `whole pipeline with its drain: ${rate(median(ours))}; null collector: ${rate(median(bare))}; ${stored.rows} rows stored, each once`,
      `at half load: acknowledged p50 ${percentile(paced.milliseconds, 0.5).toFixed(1)} ms, p99 ${percentile(paced.milliseconds, 0.99).toFixed(1)} ms; fdatasync p50 ${flushes.p50.toFixed(1)} ms, p99 ${flushes.p99.toFixed(1)} ms`,
      `writer ${rate(writer.ours)}, bare insert ${rate(writer.bare)}, batches of 10,000; peak memory of the collector ${Math.round(memory / 1048576)} MB`,
    ];
    return { figures, notes };
  } finally {
    nothing.stop();
    product.stop();
    rmSync(dir, { recursive: true, force: true });
  }
};
