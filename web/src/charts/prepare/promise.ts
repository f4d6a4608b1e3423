import { formatDuration } from '../../ui/format/duration.ts';
import { fieldsOf } from '../../ui/format/time.ts';
import { Places, textWidth } from './places.ts';

const DAY = 86_400_000;

/** One line of the chart: what was promised (the last one stands) and what happened. Instants are epoch milliseconds. */
export type PromiseRow = {
  name: string;
  promises: readonly { due: number; day: boolean; by: string; consent: string; stands: boolean }[];
  actual: { at: number; source: string } | null;
  late: boolean;
};
export type PromiseInput = {
  rows: readonly PromiseRow[];
  start: number;
  now: number;
  open: boolean;
  zone: string;
  width: number;
};

export type PromiseModel = {
  height: number;
  left: number;
  ticks: { x: number; text: string }[];
  rows: {
    name: string;
    y: number;
    flags: { x: number; stands: boolean; text: string }[];
    dot: { x: number; source: string } | null;
    /** The stretch between promise and fact, or promise and now. */
    gap: { x1: number; x2: number; text: string; late: boolean } | null;
  }[];
  nowX: number | null;
};

const STEPS = [DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 365 * DAY, 1825 * DAY];

function dayTicks(
  from: number,
  to: number,
  x: (ms: number) => number,
  zone: string,
  now: number,
): { x: number; text: string }[] {
  const step = STEPS.find((each) => (to - from) / each <= 9) ?? 3650 * DAY;
  const places = new Places();
  const year = fieldsOf(now, zone).year;
  const ticks: { x: number; text: string }[] = [];
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
    const at = fieldsOf(ms, zone);
    const text =
      step >= 365 * DAY ? at.year : `${at.day} ${at.month}${at.year === year ? '' : ` ${at.year.slice(2)}`}`;
    const width = textWidth(text);
    if (places.take('', x(ms) - width / 2, x(ms) + width / 2)) ticks.push({ x: x(ms), text });
  }
  return ticks;
}

/** Lays promises against what happened on one linear axis. Pure; `width` and the model are pixels. */
export function preparePromises(input: PromiseInput): PromiseModel {
  const { rows, now, zone, width, open } = input;
  const left = 92;
  const instants = rows.flatMap((row) => [
    ...row.promises.map((promise) => promise.due),
    ...(row.actual ? [row.actual.at] : []),
  ]);
  const from = Math.min(input.start, ...instants);
  const to = Math.max(...instants, ...(open ? [now] : []));
  const room = Math.max(to - from, DAY) * 0.04;
  const x = (ms: number) => left + ((ms - from + room) / (to - from + 2 * room)) * (width - left - 8);

  return {
    left,
    height: 24 + rows.length * 48,
    ticks: dayTicks(from - room, to + room, x, zone, now),
    nowX: open && now <= to ? x(now) : null,
    rows: rows.map((row, index) => {
      const stands = row.promises.find((promise) => promise.stands) ?? row.promises.at(-1);
      const end = row.actual?.at ?? (open && stands && now > stands.due ? now : undefined);
      const gap = stands && end !== undefined ? { from: stands.due, to: end } : null;
      return {
        name: row.name,
        y: 24 + index * 48 + 14,
        flags: row.promises.map((promise) => ({
          x: x(promise.due),
          stands: promise === stands,
          text: `${promise === stands ? 'promised' : 'first promised'}, ${promise.by === 'shown' ? 'as shown to the customer' : `by the ${promise.by}`}${promise.consent === 'none' ? '' : `, customer ${promise.consent}`}`,
        })),
        dot: row.actual ? { x: x(row.actual.at), source: row.actual.source } : null,
        gap: gap && {
          x1: Math.min(x(gap.from), x(gap.to)),
          x2: Math.max(x(gap.from), x(gap.to)),
          text: `${formatDuration(gap.to - gap.from)} ${gap.to > gap.from ? (row.actual ? 'late' : 'over') : 'early'}`,
          late: row.late,
        },
      };
    }),
  };
}
