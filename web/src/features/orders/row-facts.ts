import type { OrderRow } from '@throughline/contracts';
import { formatDuration } from '../../ui/format/duration.ts';
import type { State } from '../../ui/state.tsx';

/** The state that a row's mark shows, with the words for it; judged at `at` (epoch milliseconds). */
export function rowState(row: OrderRow): { state: State; word: string } | null {
  if (row.progress === 'cancelled') return null;
  if (row.open) {
    const words = { on_track: 'On track', at_risk: 'At risk', breached: 'Breached', unknown: 'Unknown' };
    return { state: row.health, word: words[row.health] };
  }
  return row.late ? { state: 'breached', word: 'Came late' } : { state: 'ok', word: 'Done' };
}

/** How the promise of a row stands at `at`: `2 d 9 h left`, `3 d over`, `4 d early`; null where none was given. */
export function promiseWord(row: OrderRow, at: number): { text: string; bad: boolean } | null {
  if (!row.promise) return null;
  const due = Date.parse(row.promise.due);
  const actual = row.promise.kind === 'ship_by' ? row.shippedAt : row.deliveredAt;
  if (actual) {
    const early = due - Date.parse(actual);
    if (early === 0) return { text: 'on time', bad: false };
    return early > 0
      ? { text: `${formatDuration(early)} early`, bad: false }
      : { text: `${formatDuration(early)} late`, bad: true };
  }
  if (!row.open) return { text: row.progress === 'cancelled' ? 'cancelled' : 'not told', bad: false };
  const left = due - at;
  return left > 0
    ? { text: `${formatDuration(left)} left`, bad: false }
    : { text: `${formatDuration(left)} over`, bad: true };
}
