import { hash } from 'node:crypto';

const first128 = (parts: readonly (string | number)[]): string =>
  hash('sha256', parts.join('\0'), 'hex').slice(0, 32);

/**
 * Id of a clock, 32 hex digits: of workspace, rule and object, and of the start event where each starts its own; never of
 * a version or a time, so that a corrected or re-based clock stays the same clock.
 */
export const clockId = (workspace: number, rule: string, object: string, startEvent?: string): string =>
  first128(['clock', workspace, rule, object, ...(startEvent === undefined ? [] : [startEvent])]);

/** What a verdict's id is made of; `repeat` counts earlier verdicts of the clock that said the same. */
export type VerdictIdentity = {
  clockId: string;
  version: number;
  verdict: string;
  due: number;
  stop: string | null;
  repeat: number;
};

/** Id of a verdict, 32 hex digits: of the clock, the rule's version, what it said, due and stop; the same whoever judges. */
export const verdictId = ({ clockId: clock, version, verdict, due, stop, repeat }: VerdictIdentity): string =>
  first128(['verdict', clock, version, verdict, due, stop ?? '', ...(repeat > 0 ? [repeat] : [])]);

/** Key of an event as 32 hex digits. */
export const factId = (fact: { eventKey: bigint }): string => fact.eventKey.toString(16).padStart(32, '0');
