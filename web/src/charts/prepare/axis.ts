import { formatDuration } from '../../ui/format/duration.ts';
import { fieldsOf } from '../../ui/format/time.ts';
import type { FoldedScale } from './folded-scale.ts';
import { Places, textWidth } from './places.ts';

/** A word on the axis: a day above, a clock time or the length of a fold below. `x` is its middle, or its start for a day. */
export type Tick = { kind: 'day' | 'clock' | 'fold'; x: number; text: string };

const apart = 6;

/**
 * Names the instants of a folded scale: each day where it begins, the folds by their length, and as many clock times as
 * fit, the earlier first. `right` is the end of the room; `taken` is what the present's chip needs of it.
 */
export function axisTicks(
  scale: FoldedScale,
  instants: readonly number[],
  { zone, now, right, taken }: { zone: string; now: number; right: number; taken: [number, number] },
): Tick[] {
  const places = new Places();
  places.take('clock', ...taken);
  const ticks: Tick[] = [];
  const put = (tick: Tick, from: number, to: number) => {
    if (places.take(tick.kind === 'day' ? 'day' : 'clock', from - apart, to + apart)) ticks.push(tick);
  };
  const year = fieldsOf(now, zone).year;
  const sorted = [...new Set(instants)].sort((a, b) => a - b);

  for (const fold of scale.folds) {
    const text = formatDuration(fold.to - fold.from);
    const width = textWidth(text);
    const middle = (fold.x1 + fold.x2) / 2;
    if (fold.x2 - fold.x1 >= width)
      put({ kind: 'fold', x: middle, text }, middle - width / 2, middle + width / 2);
  }
  let shownDay = '';
  let shownMinute = '';
  for (const ms of sorted) {
    const at = fieldsOf(ms, zone);
    const day = `${at.day} ${at.month} ${at.year}`;
    const x = scale.x(ms);
    if (day !== shownDay) {
      shownDay = day;
      const text = `${at.weekday} ${at.day} ${at.month}${at.year === year ? '' : ` ${at.year}`}`;
      const width = textWidth(text) + 4;
      const start = Math.min(x, right - width);
      put({ kind: 'day', x: start, text }, start, start + width);
    }
    const text = at.clock === shownMinute ? `:${at.second}` : at.clock;
    const width = textWidth(text);
    if (places.take('clock', x - width / 2 - 2, x + width / 2 + 2)) {
      shownMinute = at.clock;
      ticks.push({ kind: 'clock', x, text });
    }
  }
  return ticks;
}
