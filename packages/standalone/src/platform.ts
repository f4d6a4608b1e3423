import { randomBytes } from 'node:crypto';
import { createApi } from '@throughline/api';
import { createCollector } from '@throughline/collector';
import { loadMasterKey, openSealer, openStore } from '@throughline/store';
import type { Logger } from 'pino';
import { ConfigError, type StandaloneConfig } from './config.ts';
import { freePort } from './ports.ts';
import { VERSION } from './version.ts';
import { startWeb } from './web.ts';

const WORKSPACE = 1;

export type PlatformOptions = {
  config: StandaloneConfig;
  /** Bearer token of local commands. */
  token: string;
  logger: Logger;
  headless: boolean;
  /** Resolves when the person no longer wants a start that is still under way. */
  stopped: Promise<string>;
};

export type Platform = {
  addresses: { collector: string; api: string; web?: string };
  /** What a person needs to go on, a fresh one-time sign-in link included. */
  banner(): Promise<string>;
  /** Resolves with the error if a part ends by itself. */
  failed: Promise<Error>;
  stop(): Promise<void>;
};

/** Undoes what was started, newest first, also when a later part fails to start. */
class Started {
  readonly #stops: (() => Promise<void>)[] = [];
  add(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }
  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0).reverse()) await stop();
  }
}

/**
 * Starts collector, databases, API and console in this process and its children. The collector comes first: it takes
 * events while the databases still open. Resolves to null when stopped before it was up.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform | null> {
  const started = new Started();
  const up = start(options, started);
  const early = await Promise.race([up.then(() => null), options.stopped]).catch(() => null);
  if (early === null) {
    return up.catch(async (error) => {
      await started.stop();
      throw error;
    });
  }
  // Stopping half-open databases is left to them: wait until they are open, then close.
  await up.catch(() => {});
  await started.stop();
  return null;
}

async function start(options: PlatformOptions, started: Started): Promise<Platform> {
  const { config, token, logger } = options;
  const masterKey = await loadMasterKey(config.masterKeyFile, config.dataDir).catch((error: Error) => {
    throw new ConfigError(error.message);
  });
  const opening = openStore(config).then((store) => ({
    store,
    sealer: openSealer(store.clickhouse, masterKey),
  }));
  // Registered first, so that it closes last; a failure to open is told where it is awaited below.
  started.add(async () => (await opening.catch(() => null))?.store.close());

  const collector = createCollector({
    config: { ...config.collector, serviceToken: token },
    store: async () => {
      const { store, sealer } = await opening;
      return { clickhouse: store.clickhouse, sealer };
    },
    clock: Date.now,
    random: randomBytes,
    logger: logger.child({ part: 'collector' }),
  });
  const collectorUrl = await collector.listen();
  started.add(() => collector.close());

  const { store, sealer } = await opening;
  for (const warning of store.warnings) logger.warn(warning);

  const webPort = config.webPort === 0 ? await freePort(config.host) : config.webPort;
  const webUrl = config.publicUrl ?? `http://${config.host}:${webPort}`;
  const api = await createApi({
    config: {
      host: config.host,
      port: config.apiPort,
      origins: [webUrl],
      workspace: WORKSPACE,
      version: VERSION,
    },
    store,
    clock: Date.now,
    random: randomBytes,
    log: logger.child({ part: 'api' }),
    serviceToken: token,
    openPayload: sealer.open,
    publishIntake: async (intake) => {
      collector.publishIntake(intake);
    },
    collector: serviceDoor(collectorUrl, token),
    detection: { run: config.detection },
  });
  const apiUrl = await api.listen();
  started.add(() => api.close());

  const addresses: Platform['addresses'] = { collector: collectorUrl, api: apiUrl };
  let failed = new Promise<Error>(() => {});
  if (!options.headless) {
    const web = await startWeb({ host: config.host, port: webPort, apiUrl, collectorUrl });
    started.add(() => web.stop());
    addresses.web = webUrl;
    failed = web.ended.then((code) => new Error(`The console ended by itself with ${code}.`));
  }
  return {
    addresses,
    failed,
    stop: () => started.stop(),
    async banner() {
      const link = await api.signInLink();
      return [
        '',
        'Throughline is running.',
        addresses.web
          ? `  Console     ${link.url}   (sign-in link, works once)`
          : '  Console     not started (--headless)',
        `  Events in   ${collectorUrl}/v1/events`,
        `  API         ${apiUrl}/api/docs`,
        `  Data        ${config.dataDir}`,
        'Ctrl-C stops everything.',
        '',
      ].join('\n');
    },
  };
}

/** Sends a statement to the collector's service door; throws with its answer unless it took it. */
const serviceDoor = (collectorUrl: string, token: string) => async (path: string, body: unknown) => {
  const response = await fetch(`${collectorUrl}/internal/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The collector answered ${response.status}: ${await response.text()}`);
};
