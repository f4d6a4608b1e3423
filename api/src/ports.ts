import type { ApiOptions } from './public.ts';

/** Injection token of what `createApi` was given. */
export const OPTIONS = Symbol('options');
/** Injection token of the process's logger. */
export const LOG = Symbol('log');
/** Injection token of the api's measurements. */
export const METRICS = Symbol('metrics');
export type Log = ApiOptions['log'];
export type Options = ApiOptions;
