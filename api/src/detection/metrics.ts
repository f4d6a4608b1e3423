import { Counter, Gauge, type Registry } from 'prom-client';
import type { Watch } from './engine.ts';

/** What was seen of one rule since the start of this process. */
export type RuleFigures = {
  evaluated: number;
  verdicts: Record<string, number>;
  seconds: number;
  errors: number;
  lastError: { at: number; order: string; message: string } | null;
};

/** How the engine does, for `/metrics` and for people. */
export type DetectionMetrics = {
  readonly watch: Watch;
  readonly of: (rule: string) => RuleFigures;
  readonly progress: () => { done: number; total: number } | null;
  /** A tick ended at `T`; `lagMs` is how far behind the wall clock it judged. */
  readonly ticked: (seconds: number, lagMs: number) => void;
};

const none = (): RuleFigures => ({ evaluated: 0, verdicts: {}, seconds: 0, errors: 0, lastError: null });

/** Measurements of detection, per rule; `clock` gives UTC ms. */
export const detectionMetrics = (registry: Registry, clock: () => number): DetectionMetrics => {
  const registers = [registry];
  const name = (what: string): string => `throughline_detection_${what}`;
  const evaluated = new Counter({
    ...{ name: name('evaluated_total'), help: 'Orders judged, by rule.', labelNames: ['rule'], registers },
  });
  const found = new Counter({
    ...{ name: name('verdicts_total'), help: 'Verdicts, by rule and state.', registers },
    labelNames: ['rule', 'state'],
  });
  const spent = new Counter({
    ...{ name: name('seconds_total'), help: 'Time spent judging, by rule.', labelNames: ['rule'], registers },
  });
  const errors = new Counter({
    ...{ name: name('errors_total'), help: 'Orders that a rule failed on.', labelNames: ['rule'], registers },
  });
  const ticks = new Counter({
    name: name('ticks_total'),
    help: 'Ticks that had something to do.',
    registers,
  });
  const tickSeconds = new Counter({
    name: name('tick_seconds_total'),
    help: 'Time spent in ticks.',
    registers,
  });
  const lag = new Gauge({
    ...{ name: name('lag_seconds'), help: 'How far behind the wall clock the last tick judged.', registers },
  });
  const figures = new Map<string, RuleFigures>();
  const of = (rule: string): RuleFigures => {
    const known = figures.get(rule) ?? none();
    figures.set(rule, known);
    return known;
  };
  let progress: { done: number; total: number } | null = null;
  return {
    of,
    progress: () => progress,
    ticked: (seconds, lagMs) => {
      progress = null;
      ticks.inc();
      tickSeconds.inc(seconds);
      lag.set(lagMs / 1000);
    },
    watch: {
      begin: (rule) => {
        const began = performance.now();
        return () => {
          const seconds = (performance.now() - began) / 1000;
          const each = of(rule);
          each.evaluated += 1;
          each.seconds += seconds;
          evaluated.inc({ rule });
          spent.inc({ rule }, seconds);
        };
      },
      judged: (cases) => {
        for (const { rule, state } of cases.flatMap(({ verdicts }) => verdicts)) {
          const each = of(rule);
          each.verdicts[state] = (each.verdicts[state] ?? 0) + 1;
          found.inc({ rule, state });
        }
      },
      failed: (failures) => {
        for (const { rule, life, message } of failures) {
          const each = of(rule);
          each.errors += 1;
          each.lastError = { at: clock(), order: life, message };
          errors.inc({ rule });
        }
      },
      progress: (done, total) => {
        progress = { done, total };
      },
    },
  };
};
