/** A stretch without anything to show, drawn narrower than it lasted. Instants are epoch milliseconds, x is pixels. */
export type Fold = { from: number; to: number; x1: number; x2: number };

export type FoldedScale = {
  /** Where an instant stands; outside the instants given it stays at the nearer end. */
  x: (ms: number) => number;
  folds: Fold[];
};

const SECOND = 1000;
const MINUTE = 60_000;
const MOST_UNFOLDED = 12 * 3_600_000;

/** What a gap may last before it counts as idle: a part of the whole, at least a minute, at most half a day. */
export const foldOver = (spanMs: number): number => Math.min(MOST_UNFOLDED, Math.max(MINUTE, spanMs / 24));

/**
 * Lays `instants` out from `left` to `right` so that each gap between neighbours has a width that grows with the
 * logarithm of its length: seconds stay apart beside days, the order is kept, and idle gaps come out as folds.
 */
export function foldedScale(instants: readonly number[], left: number, right: number): FoldedScale {
  const knots = [...new Set(instants)].sort((a, b) => a - b);
  const first = knots[0];
  const last = knots.at(-1);
  if (first === undefined || last === undefined || first === last) {
    const middle = (left + right) / 2;
    return { x: () => middle, folds: [] };
  }
  const idle = foldOver(last - first);
  const weights = knots.slice(1).map((knot, index) => weigh(knot - (knots[index] ?? knot)));
  const unit = (right - left) / weights.reduce((sum, weight) => sum + weight, 0);
  const xs = [left];
  for (const weight of weights) xs.push((xs.at(-1) ?? left) + weight * unit);

  const x = (ms: number): number => {
    if (ms <= first) return left;
    if (ms >= last) return right;
    const after = knots.findIndex((knot) => knot >= ms);
    const [from, to] = [knots[after - 1] ?? first, knots[after] ?? last];
    const [x1, x2] = [xs[after - 1] ?? left, xs[after] ?? right];
    return x1 + ((ms - from) / (to - from)) * (x2 - x1);
  };
  const folds = knots.slice(1).flatMap((to, index): Fold[] => {
    const from = knots[index] ?? to;
    return to - from > idle ? [{ from, to, x1: xs[index] ?? left, x2: xs[index + 1] ?? right }] : [];
  });
  return { x, folds };
}

const weigh = (gapMs: number): number => Math.log2(1 + gapMs / SECOND) ** 1.3;
