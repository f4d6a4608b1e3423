import type { OrderStats } from '@throughline/contracts';
import { formatNumber } from '../../ui/format/money.ts';
import type { OrdersFilter } from './filter.ts';

const orders = (count: number) => (count === 1 ? '1 order' : `${formatNumber(count)} orders`);
const are = (count: number) => (count === 1 ? 'is' : 'are');

const narrowed = (filter: OrdersFilter) =>
  filter.id !== '' || filter.progress.length > 0 || filter.blocked !== undefined;

/** How many of the open ones are past their promise, as the end of a sentence. */
function pastPromise(open: number, past: number): string {
  if (past === 0) return 'none past its promise';
  if (past === open) return open === 1 ? 'past its promise' : 'all past their promise';
  return `${formatNumber(past)} past their promise`;
}

/**
 * The list's finding: what `total` orders of this filter say, with `when` (such as "at 15 Dec 2017 12:00") at the end.
 * `stats` counts the same orders before stage, openness and lateness were asked about.
 */
export function ordersFinding(filter: OrdersFilter, total: number, stats: OrderStats, when: string): string {
  const end = when ? ` ${when}` : '';
  if (filter.id) {
    return total === 0
      ? `No order has an id that begins with “${filter.id}”`
      : `${orders(total)} ${total === 1 ? 'has' : 'have'} an id that begins with “${filter.id}”${end}`;
  }
  if (narrowed(filter))
    return `${orders(total)} of ${formatNumber(stats.total)} match${total === 1 ? 'es' : ''}${end}`;
  if (filter.open === true && filter.late === true) {
    return total === 0
      ? `No open order is past its promise${end}`
      : `${formatNumber(total)} open ${total === 1 ? 'order is past its' : 'orders are past their'} promise${end}`;
  }
  if (filter.open === false && filter.late === true) {
    return total === 0
      ? `No order was delivered late${end}`
      : `${formatNumber(total)} of ${formatNumber(stats.delivered)} delivered orders came late${end}`;
  }
  if (filter.late === true) {
    return `${orders(total)} late${end}: ${formatNumber(stats.late)} delivered late, ${formatNumber(stats.openPastPromise)} open past their promise`;
  }
  if (filter.open === true && filter.late === undefined) {
    return total === 0
      ? `No order is open${end}`
      : `${orders(total)} open, ${pastPromise(total, stats.openPastPromise)}${end}`;
  }
  if (filter.open === false && filter.late === undefined) return `${orders(total)} ${are(total)} done${end}`;
  if (filter.late === undefined && filter.open === undefined) {
    return total === 0
      ? `No order had been placed${end}`
      : `${orders(total)}${end}: ${formatNumber(stats.open)} open, ${formatNumber(stats.late)} of ${formatNumber(stats.delivered)} delivered ones late`;
  }
  return `${orders(total)} of ${formatNumber(stats.total)} match${total === 1 ? 'es' : ''}${end}`;
}
