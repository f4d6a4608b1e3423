import { createHash } from 'node:crypto';
import type { IntakeConfig, Problem, Role } from '@throughline/contracts';
import { openTestStore, type TestStore } from '@throughline/testkit';
import { createApi } from '../src/index.ts';
import type { Api, ApiOptions } from '../src/public.ts';

/** The instant that every test api believes it is, UTC ms. */
export const NOW = Date.parse('2026-01-01T00:00:00.000Z');
export const SERVICE_TOKEN = 'service-token-of-a-test';

/** An answer as tests look at it. */
export type Answer<T> = { status: number; body: T; headers: Headers };

/** A running api over a store of its own. */
export type Running = {
  store: TestStore;
  api: Api;
  address: string;
  /** What was published to collectors, oldest first. */
  published: IntakeConfig[];
  /** What was sent to the collector's door. */
  sent: { path: string; body: unknown }[];
  /** As the local command, unless `init` brings its own headers. */
  call<T = Problem>(path: string, init?: RequestInit): Promise<Answer<T>>;
  /** Signs a person of a role in and gives their cookie. */
  signIn(role: Role): Promise<string>;
  /** Moves the clock. */
  tick(ms: number): void;
  stop(): Promise<void>;
};

/** Unguessable to nobody, the same in every run. */
const countedBytes = () => {
  let count = 0;
  return (bytes: number): Uint8Array => {
    count += 1;
    return createHash('sha512').update(`test ${count}`).digest().subarray(0, bytes);
  };
};

/** Starts an api on a free port; `stop` closes it and removes its data. */
export const startApi = async (changes: Partial<ApiOptions> = {}): Promise<Running> => {
  const store = await openTestStore();
  const published: IntakeConfig[] = [];
  const sent: { path: string; body: unknown }[] = [];
  let now = NOW;
  const api = await createApi({
    config: {
      host: '127.0.0.1',
      port: 0,
      origins: ['http://console.test'],
      workspace: 1,
      version: '0.0.0-test',
    },
    store,
    clock: () => now,
    random: countedBytes(),
    log: { info: () => undefined, warn: console.warn, error: (...said: unknown[]) => console.error(...said) },
    serviceToken: SERVICE_TOKEN,
    openPayload: async () => undefined,
    publishIntake: async (config) => {
      published.push(config);
    },
    collector: async (path, body) => {
      sent.push({ path, body });
    },
    ...changes,
  });
  const address = await api.listen();
  const call = async <T>(path: string, init: RequestInit = {}): Promise<Answer<T>> => {
    const headers = { authorization: `Bearer ${SERVICE_TOKEN}`, ...(init.headers as Record<string, string>) };
    if (headers.authorization === '') delete (headers as Record<string, string>).authorization;
    const response = await fetch(`${address}${path}`, { ...init, headers });
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      await response.body?.cancel();
      return { status: response.status, body: '' as T, headers: response.headers };
    }
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as T,
      headers: response.headers,
    };
  };
  return {
    store,
    api,
    address,
    published,
    sent,
    call,
    tick: (ms) => {
      now += ms;
    },
    signIn: async (role) => {
      const { url } = await api.signInLink({ email: `${role}@example.com`, role });
      const { headers, status } = await call('/api/v1/session', {
        method: 'POST',
        headers: { authorization: '', 'content-type': 'application/json', origin: address },
        body: JSON.stringify({ token: new URL(url).searchParams.get('token') }),
      });
      if (status !== 201) throw new Error(`signing in as ${role}: ${status}`);
      return headers.getSetCookie()[0]?.split(';')[0] ?? '';
    },
    stop: async () => {
      await api.close();
      await store.close();
    },
  };
};

/** Headers of a browser with a session, on the console's own page. */
export const asPerson = (cookie: string, address: string): Record<string, string> => ({
  authorization: '',
  cookie,
  origin: address,
});
