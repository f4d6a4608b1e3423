import type { Adapter, AdapterRequest, Decoded } from '../../adapters/adapter.ts';

/** Reads a request with the adapter of its door. An adapter that throws is a fault of ours: the caller says 503. */
export const decodeStep =
  (adapter: Adapter) =>
  (request: AdapterRequest): Decoded =>
    adapter.decode(request);
