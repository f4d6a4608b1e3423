import type { Fault } from '../pipeline/outcome.ts';

/** Instants that the store can hold, UTC milliseconds. A time within, but before 2000 or ahead of us, is kept and flagged. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2299, 11, 31);

const fits = (ms: number): boolean => ms >= EARLIEST && ms <= LATEST;

type Timed = {
  occurredAt: number;
  accountingDate?: string | undefined;
  data: { promise?: { due: string } | undefined };
};

/** What is wrong with the times of an event, or null: nothing may pass that the store could not take. */
export function timeFault({ occurredAt, accountingDate, data }: Timed): Fault | null {
  const fault = (pointer: string): Fault => ({
    pointer,
    detail: 'The time is outside 1900 to 2299.',
    remedy: 'Correct the clock or the data of the source, then send the event again.',
  });
  if (!fits(occurredAt)) return fault('/time');
  if (accountingDate !== undefined && !fits(Date.parse(accountingDate))) return fault('/accountingdate');
  if (data.promise && !fits(Date.parse(data.promise.due))) return fault('/data/promise/due');
  return null;
}
