import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { PER_SETTLED } from '../history.ts';
import { type Figure, median, percentile } from '../report.ts';
import type { Bench } from '../run.ts';
import type { LookupOrder } from './server.ts';

const TOKEN = 'bench';
const ROUNDS = 7;
const PER_ROUND = 40;
/** Events of the small history; the large one is ten times that. */
const SMALL = 100_000;
const FULL = 1_000_000;

type Server = { ask: <T>(order: LookupOrder) => Promise<T>; address: string; orders: number; events: number };

/** Times of whole answers for orders asked for by their business id, ms; each is checked. */
const throughApi = async ({ address }: Server, names: readonly string[]): Promise<number[]> => {
  const times: number[] = [];
  for (const name of names) {
    const began = performance.now();
    const response = await fetch(`${address}/api/v1/orders/${name}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const order = (await response.json()) as { name: string; eventsTotal: number };
    times.push(performance.now() - began);
    if (order.name !== name || order.eventsTotal !== PER_SETTLED) {
      throw new Error(`asked for ${name}, got ${response.status} ${JSON.stringify(order).slice(0, 200)}`);
    }
  }
  return times;
};

/** One order by its business id, over a history and over one ten times as long, and against its bare SQL. */
export const bench: Bench = async ({ events, full }) => {
  const size = events ?? (full ? FULL : SMALL);
  const dir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const children: Child[] = [];
  let version = '';
  const start = async (name: string, of: number): Promise<Server> => {
    const child = await startChild(join(import.meta.dirname, 'server.ts'), [join(dir, name), TOKEN]);
    children.push(child);
    const orders = Math.ceil(of / PER_SETTLED);
    const seeded = await child.ask<{ address: string; events: number; version: string }>({
      do: 'seed',
      orders,
    });
    version = seeded.version;
    return { ask: (order) => child.ask(order), address: seeded.address, events: seeded.events, orders };
  };
  try {
    const short = await start('short', size);
    const long = await start('long', size * 10);
    const namesOf = ({ orders }: Server, round: number): string[] =>
      Array.from({ length: PER_ROUND }, (_, at) => `S${((round * PER_ROUND + at) * 7919) % orders}`);
    const p95 = { short: [] as number[], long: [] as number[] };
    const api: number[] = [];
    const bare: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const inShort = await throughApi(short, namesOf(short, round));
      const names = namesOf(long, round);
      const inLong = await throughApi(long, names);
      const inSql = await long.ask<number[]>({ do: 'bare', names });
      if (round === 0) continue;
      p95.short.push(percentile(inShort, 0.95));
      p95.long.push(percentile(inLong, 0.95));
      api.push(median(inLong));
      bare.push(median(inSql));
    }
    const figure = (name: string, value: number, floor: number, aim: number): Figure => ({
      ...{ bench: 'lookup', figure: name, value, unit: 'ratio', floor, aim, smaller: true },
    });
    return {
      figures: [
        figure('p95_at_10x_history', median(p95.long.map((ms, at) => ms / p95.short[at]!)), 1.5, 1.2),
        figure('api_vs_bare_sql', median(api.map((ms, at) => ms / bare[at]!)), 2, 1.3),
      ],
      notes: [
        `ClickHouse ${version}; ${short.events} and ${long.events} events, ${PER_ROUND} orders a round, median of ${ROUNDS}`,
        `order by its business id: p95 ${median(p95.short).toFixed(1)} ms and ${median(p95.long).toFixed(1)} ms; median through the API ${median(api).toFixed(1)} ms, bare SQL ${median(bare).toFixed(1)} ms`,
      ],
    };
  } finally {
    for (const child of children) await child.stop().catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
};
