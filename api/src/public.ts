import type { IntakeConfig, Role, SignInLink } from '@throughline/contracts';
import type { Store } from '@throughline/store';
import type { Logger } from 'pino';

/** Settings of the api. */
export type ApiConfig = {
  host: string;
  /** 0 lets the system choose. */
  port: number;
  /** Addresses that the console is reached under, `http://127.0.0.1:3000`; the first is written into links. */
  origins: readonly string[];
  /** The workspace of local commands and of first people. */
  workspace: number;
  /** Version of the product, as the API's description says. */
  version: string;
};

/** A statement of the collector's service door, `POST /internal/v1/...`; throws when it cannot be reached or refuses. */
export type CollectorDoor = (path: string, body: unknown) => Promise<void>;

/** The original bytes of a payload. */
export type OpenedPayload = { contentType: string; bytes: Uint8Array };

/** Whether and how this process judges orders; times in ms. */
export type DetectionOptions = {
  /** Whether the engine runs here; without it rules and exceptions are only read. */
  run: boolean;
  /** How long to wait after a tick that found nothing (default 1 s). */
  everyMs?: number;
  /** Folder that holds `rules`, `profiles` and `calendars` (default: those of the product). */
  root?: string;
  /** How feeds that declare nothing are read. */
  feeds?: { latenessMs?: number; quietMs?: number; maxUnknownMs?: number };
};

export type ApiOptions = {
  config: ApiConfig;
  store: Store;
  /** UTC milliseconds. */
  clock: () => number;
  /** So many unguessable bytes. */
  random: (bytes: number) => Uint8Array;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Bearer token of local commands (the lock file's). */
  serviceToken: string;
  /** Opens sealed payloads by workspace and payload id; undefined: gone, or erased. The store's sealer does it. */
  openPayload: (workspace: number, payloadId: bigint) => Promise<OpenedPayload | undefined>;
  /** Hands a new intake configuration to the collectors. */
  publishIntake: (config: IntakeConfig) => Promise<void>;
  collector: CollectorDoor;
  detection?: DetectionOptions;
};

/** The running api. */
export type Api = {
  /** Listens, publishes the intake configuration, and gives the address, `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  /** Ends what is running and frees the port. The store stays open. */
  close(): Promise<void>;
  /** A one-time sign-in link; without `email` for the first administrator, who is added if need be. */
  signInLink(person?: { email?: string; name?: string; role?: Role }): Promise<SignInLink>;
  /** Makes an ingest key and gives its secret, this once. For what sets up a first start. */
  ingestKey(label: string): Promise<string>;
};

/** Builds the api over an open store. Nothing listens yet. */
export declare const createApi: (options: ApiOptions) => Promise<Api>;
