import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { cloudevents } from './adapters/cloudevents/index.ts';
import type { Collector, CollectorStats, CollectorStore } from './collector.ts';
import type { CollectorConfig } from './config.ts';
import { type Drain, startDrain } from './drain/drain.ts';
import { RecentRecords } from './drain/recent.ts';
import { eventsRoute } from './http/events.route.ts';
import { importsRoute } from './http/imports.route.ts';
import { internalRoutes } from './http/internal.route.ts';
import { createMetrics } from './http/metrics.ts';
import { createServer } from './http/server.ts';
import { statusRoutes } from './http/status.route.ts';
import { Imports } from './imports/imports.ts';
import type { IntakeParts } from './intake/intake.ts';
import { IntakeConfigHolder } from './intake/intake-config.ts';
import { codeOf, LogBusyError } from './log/errors.ts';
import type { LogFiles } from './log/files.ts';
import { type Log, openLog } from './log/log.ts';
import type { Correlate } from './pipeline/steps/correlate.step.ts';
import { KEEP_ALL, type Redaction } from './pipeline/steps/redact.step.ts';
import { correlateByStitching } from './stitching/correlate.ts';
import { NamespaceBook } from './stitching/namespace-book.ts';

export type CollectorOptions = {
  config: CollectorConfig;
  /** Opens the store; asked again, with pauses, when it rejects. Events are accepted before it resolves. */
  store: () => Promise<CollectorStore>;
  /** UTC milliseconds. */
  clock: () => number;
  /** So many unguessable bytes. */
  random: (bytes: number) => Buffer;
  logger: Logger;
  redaction?: Redaction;
  /** How lives are found (default: stitching). */
  correlate?: Correlate;
  /** File operations of the log; tests put failing ones here. */
  files?: LogFiles;
};

const RECENT_BYTES = 64 * 1024 * 1024;
const LOG_AGAIN_MS = 1000;
const MOST_STRANGERS = 1000;

/**
 * Builds a collector. It takes events as soon as its log is open, whether or not the databases are. `listen` throws
 * `LogBusyError` if another process has the log; any other trouble with the log's disk is answered with 503 until it
 * is over.
 */
export function createCollector(options: CollectorOptions): Collector {
  const { config, logger, clock } = options;
  mkdirSync(dirname(config.intakeFile), { recursive: true, mode: 0o700 });
  const directory = new IntakeConfigHolder(config.intakeFile);
  const recent = new RecentRecords(RECENT_BYTES);
  const metrics = createMetrics(() => log?.state() ?? null);
  let log: Log | null = null;
  let drain: Drain | null = null;
  let store: CollectorStore | null = null;
  let storeError: string | null = null;
  let again: NodeJS.Timeout | undefined;

  const parts: IntakeParts = {
    log: () => log,
    directory,
    redaction: options.redaction ?? KEEP_ALL,
    counters: metrics.intake,
    logged: (position, record, bytes) => recent.put(position, record, bytes),
    clock,
  };

  const imports = new Imports(parts, config.importsDir, () => drain?.committed() ?? 0);

  const strangers = new Set<string>();
  const book = new NamespaceBook(config.namespacesFile, directory);
  const correlate =
    options.correlate ??
    correlateByStitching(book, (namespace) => {
      if (strangers.has(namespace) || strangers.size >= MOST_STRANGERS) return;
      strangers.add(namespace);
      logger.warn(
        { namespace },
        'keys of a namespace that nobody declared join nothing; declare it with a role',
      );
    });

  async function open(): Promise<void> {
    log = await openLog({
      dir: config.logDir,
      maxBytes: config.logMaxBytes,
      random: options.random,
      ...(options.files && { files: options.files }),
      onDamage: (damage) =>
        logger.error({ damage }, 'a part of the log was unreadable; it is kept beside the log'),
    });
    drain = startDrain({
      log,
      store: async () => {
        store = await options.store();
        return { ...store, correlate };
      },
      recent,
      mostEvents: config.drainEvents,
      lingerMs: config.drainLingerMs,
      clock,
      drained(batch) {
        storeError = null;
        imports.repeated(batch.repeats);
        for (const { position, detail } of batch.quarantined) {
          logger.error({ position, detail }, 'something could not be stored and is kept as a dead letter');
          metrics.intake.deadLettered('quarantined', 1);
        }
        metrics.drained(batch.events, batch.repeats.length, batch.contradictions, batch.seconds);
      },
      failed(error, afterMs) {
        storeError = error instanceof Error ? error.message : String(error);
        metrics.drainFailed();
        logger.warn({ err: error, afterMs }, 'a batch could not be stored; it is tried again');
      },
    });
  }

  async function openUntilItWorks(): Promise<void> {
    try {
      await open();
    } catch (error) {
      if (error instanceof LogBusyError) throw error;
      logger.error(
        { err: error, dir: config.logDir },
        `the log cannot be opened (${codeOf(error)}); senders are told to retry`,
      );
      again = setTimeout(() => openUntilItWorks().catch((busy) => logger.error(busy)), LOG_AGAIN_MS);
    }
  }

  const stats = (): CollectorStats => ({
    log: log?.state() ?? null,
    drained: drain?.committed() ?? 0,
    intakeVersion: directory.version(),
    storeError,
  });
  const app = createServer({ maxBodyBytes: config.maxBodyBytes }, logger);
  eventsRoute(app, '/v1/events', {
    parts,
    adapter: cloudevents,
    serviceToken: config.serviceToken,
    maxDecompressedBytes: config.maxDecompressedBytes,
    maxDepth: config.maxDepth,
  });
  importsRoute(app, {
    parts,
    imports,
    serviceToken: config.serviceToken,
    maxDecompressedBytes: config.maxDecompressedBytes,
    maxDepth: config.maxDepth,
  });
  internalRoutes(app, {
    parts,
    directory,
    store: () => store,
    serviceToken: config.serviceToken,
    maxDepth: config.maxDepth,
  });
  statusRoutes(app, { stats, registry: metrics.registry, serviceToken: config.serviceToken });

  return {
    async listen() {
      await openUntilItWorks();
      return app.listen({ host: config.host, port: config.port });
    },
    publishIntake: (intake) => directory.publish(intake),
    async drained() {
      const position = log?.state().durable ?? 0;
      await drain?.waitFor(position);
    },
    stats,
    async close() {
      clearTimeout(again);
      await app.close();
      await drain?.stop();
      await log?.close();
    },
  };
}
