import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { IntakeCounters } from '../intake/intake.ts';
import type { LogState } from '../log/log.ts';

/** The collector's own figures, and how they are counted. One registry per collector. */
export type Metrics = {
  registry: Registry;
  intake: IntakeCounters;
  drained(rows: number, repeats: number, contradictions: number, seconds: number): void;
  drainFailed(): void;
};

/** Makes the registry; `state` is asked when the figures are read. */
export function createMetrics(state: () => LogState | null): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `throughline_collector_${name}`, help, labelNames, registers });
  const accepted = counter('events_accepted_total', 'Events that are durable in the log.', ['adapter']);
  const refused = counter('refused_total', 'What was refused and not kept.', ['reason']);
  const letters = counter('dead_letters_total', 'What was kept as a dead letter.', ['reason']);
  const stored = counter('events_stored_total', 'Events that went to the store.');
  const repeats = counter('repeats_total', 'Repeats that said the same and were dropped.');
  const contradictions = counter('contradictions_total', 'Repeats that said something else and were kept.');
  const failures = counter(
    'drain_failures_total',
    'Attempts to store a batch that failed and will be repeated.',
  );
  const seconds = new Histogram({
    name: 'throughline_collector_drain_seconds',
    help: 'Time to store one batch.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const gauge = (name: string, help: string, read: (log: LogState) => number) =>
    new Gauge({
      name: `throughline_collector_log_${name}`,
      help,
      registers,
      collect() {
        const log = state();
        if (log) this.set(read(log));
      },
    });
  gauge('bytes', 'Bytes of the log on disk.', ({ bytes }) => bytes);
  gauge('max_bytes', 'Bytes at which senders are told to come later.', ({ maxBytes }) => maxBytes);
  gauge('waiting_records', 'Records that are durable and not stored yet.', ({ durable, committed }) =>
    Math.max(0, durable - committed),
  );
  gauge(
    'damaged_parts',
    'Parts of the log that were unreadable and set aside.',
    ({ damage }) => damage.length,
  );
  return {
    registry,
    intake: {
      accepted: (adapter, count) => accepted.inc({ adapter }, count),
      refused: (reason, count) => refused.inc({ reason }, count),
      deadLettered: (reason, count) => letters.inc({ reason }, count),
    },
    drained(rows, repeated, contradicted, took) {
      stored.inc(rows);
      repeats.inc(repeated);
      contradictions.inc(contradicted);
      seconds.observe(took);
    },
    drainFailed: () => failures.inc(),
  };
}
