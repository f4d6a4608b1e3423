import type { Amount, BusinessEvent, Line } from '@throughline/contracts';

/** Where in a collector's log an event was committed. */
export type EventPosition = { writer: bigint; batch: bigint };

/** The part of an event that belongs to this life, where the event serves several (a box, a day's invoice). */
export type EventShare = { lines?: readonly Line[] | undefined; amounts?: readonly Amount[] | undefined };

/**
 * A business event as a life reads it back: with its key, the life that it is stored under (`0n`: none),
 * the key of the fact it takes back if it `corrects` one, and its share if it is linked here from another home.
 */
export type StoredEvent = BusinessEvent & {
  eventKey: bigint;
  home: bigint;
  correctsKey?: bigint | undefined;
  share?: EventShare | undefined;
  position?: EventPosition | undefined;
};
