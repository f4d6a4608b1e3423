import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, startChild } from '../child.ts';
import { PER_SETTLED } from '../history.ts';
import { type Figure, median } from '../report.ts';
import type { Bench } from '../run.ts';
import type { DetectOrder } from './engine.ts';

const ROUNDS = 7;
const RESCAN_MS = 10_000;
const MISSED = 60;
const ROOT = join(import.meta.dirname, '../../..');
/** Events of the small history; the large one is ten times that. Open orders in both. */
const SMALL = { events: 100_000, open: 2_000 };
const FULL = { events: 1_000_000, open: 100_000 };

type Timed = { ms: number; cases: number; outcome: string };
type Seeded = Timed & { events: number; version: string };

/** Ticks over a history and over one ten times as long; against a re-scan; of nothing; and of an hour at once. */
export const bench: Bench = async ({ events, full }) => {
  const size = { ...(full ? FULL : SMALL), ...(events !== undefined && { events }) };
  const dir = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const children: Child[] = [];
  const start = async (name: string) => {
    const child = await startChild(join(import.meta.dirname, 'engine.ts'), [join(dir, name), ROOT]);
    children.push(child);
    return { ask: <T>(order: DetectOrder) => child.ask<T>(order) };
  };
  try {
    const changed = Math.max(20, Math.ceil(size.open / 1000));
    const few = Math.max(20, Math.ceil(size.open / 100));
    const stores = { short: await start('short'), long: await start('long'), idle: await start('idle') };
    const seed = (store: keyof typeof stores, workspace: number, of: number, open: number) =>
      stores[store].ask<Seeded>({ do: 'seed', workspace, settled: Math.ceil(of / PER_SETTLED), open });
    const short = await seed('short', 1, size.events, size.open);
    const long = await seed('long', 1, size.events * 10, size.open);
    await seed('idle', 1, size.events, few);
    // The same again in another workspace: an hour that will be missed.
    await seed('short', 2, 1, size.open);
    await seed('short', 3, 1, size.open);

    const times = { short: [] as number[], long: [] as number[], many: [] as number[], few: [] as number[] };
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of ['short', 'long'] as const) {
        const skip = (round * changed) % size.open;
        await stores[name].ask({ do: 'change', workspace: 1, skip, count: changed, minute: 0 });
        const timed = await stores[name].ask<Timed>({ do: 'tick', workspace: 1, minute: 0 });
        if (timed.cases !== changed) throw new Error(`${changed} orders changed, ${timed.cases} were judged`);
        if (round > 0) times[name].push(timed.ms);
      }
      for (const [name, store] of [
        ['many', 'short'],
        ['few', 'idle'],
      ] as const) {
        const timed = await stores[store].ask<Timed>({ do: 'idle', workspace: 1, minute: 0 });
        if (timed.outcome !== 'idle') throw new Error(`nothing changed, and a tick judged ${timed.cases}`);
        if (round > 0) times[name].push(timed.ms);
      }
    }

    // An hour minute by minute (workspace 2), and the same hour at once (workspace 3).
    let apart = 0;
    let apartCases = 0;
    for (let minute = 1; minute <= MISSED; minute++) {
      const change = { do: 'change' as const, skip: (minute * changed) % size.open, count: changed, minute };
      await stores.short.ask({ ...change, workspace: 2 });
      const timed = await stores.short.ask<Timed>({ do: 'tick', workspace: 2, minute });
      apart += timed.ms;
      apartCases += timed.cases;
      await stores.short.ask({ ...change, workspace: 3 });
    }
    const once = await stores.short.ask<Timed>({ do: 'tick', workspace: 3, minute: MISSED });
    const minutes = await stores.short.ask<object[]>({ do: 'verdicts', workspace: 2 });
    const hour = await stores.short.ask<object[]>({ do: 'verdicts', workspace: 3 });
    if (JSON.stringify(minutes) !== JSON.stringify(hour)) {
      throw new Error(`verdicts differ: ${JSON.stringify(minutes)} against ${JSON.stringify(hour)}`);
    }
    const rescan = await stores.short.ask<{ ms: number; share: number }>({
      ...{ do: 'rescan', workspace: 1, minute: 0, forMs: RESCAN_MS },
    });

    const figure = (name: string, value: number, floor: number, aim: number): Figure => ({
      ...{ bench: 'detect', figure: name, value, unit: 'ratio', floor, aim, smaller: true },
    });
    return {
      figures: [
        figure('tick_at_10x_history', median(times.long.map((ms, at) => ms / times.short[at]!)), 1.3, 1.1),
        figure('tick_vs_rescan', median(times.short) / rescan.ms, 0.1, 0.03),
        figure('nothing_changed_100x_open', median(times.many.map((ms, at) => ms / times.few[at]!)), 2, 1.2),
        figure('missed_hour_at_once', once.ms / apart, 1, 0.3),
      ],
      notes: [
        `ClickHouse ${short.version}; ${short.events} and ${long.events} events, ${size.open} open orders, ${changed} changed a tick, median of ${ROUNDS}`,
        `tick ${median(times.short).toFixed(0)} ms and ${median(times.long).toFixed(0)} ms; nothing changed ${median(times.many).toFixed(1)} ms (${size.open} open) and ${median(times.few).toFixed(1)} ms (${few} open)`,
        `a full re-scan ${Math.round(rescan.ms)} ms (${Math.round(rescan.share * 100)}% of it run); first judging of ${size.open} open orders ${Math.round(short.ms)} ms`,
        `an hour minute by minute ${Math.round(apart)} ms (${apartCases} judged), at once ${Math.round(once.ms)} ms (${once.cases} judged), verdicts identical`,
      ],
    };
  } finally {
    for (const child of children) await child.stop().catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
};
