import type { BusinessEvent } from '@throughline/contracts';

/**
 * An event as it is written to the log: complete but for `observedAt`, which is the record's time of acceptance
 * unless the event brings its own (an import that keeps its observed times). `index` is its place in the raw bytes.
 */
export type AcceptedEvent = Omit<BusinessEvent, 'observedAt'> & { index: number; observedAt?: number };

/** What is kept of something that could not be processed; its bytes are the record's, at `index`. */
export type LetterNote = {
  reason: string;
  pointer: string;
  detail: string;
  remedy: string;
  index: number;
  source: string;
  /** Line of an imported file, from 1; 0: not from a file. */
  line: number;
};
