import type { Outcome } from '../pipeline/outcome.ts';

/** A request as an adapter sees it: names of headers in lower case, the body decompressed. */
export type AdapterRequest = {
  contentType: string;
  /** Header names and values in pairs, as received. */
  rawHeaders: readonly string[];
  body: Buffer;
  maxDepth: number;
};

/**
 * An event in the shape of CloudEvents, checked against that specification alone: context attributes as strings,
 * booleans and integers, and `data` as parsed JSON.
 */
export type Candidate = {
  index: number;
  attributes: Record<string, string | number | boolean>;
  data: unknown;
};

/** What a request holds: each event, or why one cannot be read; or why the whole request cannot. */
export type Decoded = Outcome<{ items: Outcome<Candidate>[] }>;

/** What is kept of a request, complete enough to be decoded again: its content type and bytes. */
export type KeptRequest = { contentType: string; bytes: Buffer };

/** Turns the requests of one kind of sender into candidates. */
export type Adapter = {
  name: string;
  decode(request: AdapterRequest): Decoded;
  keep(request: AdapterRequest): KeptRequest;
  /** The request of what `keep` gave. */
  restore(kept: KeptRequest, maxDepth: number): AdapterRequest;
};
