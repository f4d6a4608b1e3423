/** Why something was knowingly not taken further; every use is counted. */
export const DROP_REASONS = [
  'unauthenticated',
  'scope-not-allowed',
  'source-not-allowed',
  'body-too-large',
  'unsupported-encoding',
  'bad-encoding',
  'unsupported-media-type',
  'repeat',
  'skipped-row',
  'not-found',
  'stale-version',
  'bad-request',
  'bad-mapping',
  'contradicts',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Why something is kept whole as a dead letter. */
export const DEAD_LETTER_REASONS = [
  'not-utf8',
  'not-json',
  'too-deep',
  'reserved-name',
  'not-a-cloudevent',
  'unknown-type',
  'unregistered-source',
  'data-not-json',
  'contract',
  'time-out-of-range',
  'unreadable-row',
  'mapping',
  'quarantined',
] as const;
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];

/** What was wrong, at which JSON pointer, and what helps. */
export type Fault = { pointer: string; detail: string; remedy: string };

export type Ok<T> = { kind: 'ok'; value: T };
export type Drop = { kind: 'drop'; reason: DropReason } & Fault;
export type DeadLetter = { kind: 'deadLetter'; reason: DeadLetterReason } & Fault;
export type Retry = { kind: 'retry'; reason: string; afterMs: number };

/** What a step of the pipeline says; one place acts on it. */
export type Outcome<T> = Ok<T> | Drop | DeadLetter | Retry;

export const ok = <T>(value: T): Ok<T> => ({ kind: 'ok', value });
export const drop = (reason: DropReason, detail: string, remedy: string, pointer = ''): Drop => ({
  kind: 'drop',
  reason,
  pointer,
  detail,
  remedy,
});
export const deadLetter = (
  reason: DeadLetterReason,
  detail: string,
  remedy: string,
  pointer = '',
): DeadLetter => ({ kind: 'deadLetter', reason, pointer, detail, remedy });
export const retry = (reason: string, afterMs: number): Retry => ({ kind: 'retry', reason, afterMs });
