import type { AcceptedEvent } from '../../intake/accepted.ts';
import { ok } from '../outcome.ts';
import type { Step } from '../runner.ts';

/** What a redaction policy does before anything is written; it must not change an event's identity. */
export type Redaction = {
  event(event: AcceptedEvent): AcceptedEvent;
  /** The bytes as received, as they may be kept; empty: not at all. */
  raw(bytes: Uint8Array): Uint8Array;
};

/** Keeps everything: what holds until a policy is set. */
export const KEEP_ALL: Redaction = { event: (event) => event, raw: (bytes) => bytes };

/** Applies a redaction policy to an accepted event. */
export const redactStep =
  (redaction: Redaction): Step<AcceptedEvent, AcceptedEvent> =>
  (event) =>
    ok(redaction.event(event));
