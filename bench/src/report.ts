/** One measured figure. `floor` must hold; `aim` is what the best of the field would show. */
export type Figure = {
  bench: string;
  figure: string;
  value: number;
  unit: string;
  floor: number;
  aim: number;
  /** Whether a smaller value is better. */
  smaller?: boolean;
};

const round = (value: number): number => Number(value.toPrecision(3));

/** Whether a figure is on the right side of its floor. */
export const holds = ({ value, floor, smaller }: Figure): boolean =>
  smaller ? value <= floor : value >= floor;

/** The middle of an odd number of values, the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which the share `p` of the values lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

/** A table for people; then, last, one JSON line per figure. */
export function report(figures: readonly Figure[], notes: readonly string[]): string {
  const rows = figures.map((figure) => [
    `${figure.bench} ${figure.figure}`,
    `${round(figure.value)} ${figure.unit}`,
    `${figure.smaller ? '<=' : '>='} ${figure.floor}`,
    `${figure.smaller ? '<=' : '>='} ${figure.aim}`,
    holds(figure) ? 'holds' : 'MISSED',
  ]);
  const table = [['figure', 'measured', 'floor', 'aim', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const json = figures.map(({ smaller: _smaller, ...figure }) =>
    JSON.stringify({
      ...figure,
      value: round(figure.value),
      holds: holds({ ...figure, smaller: _smaller ?? false }),
    }),
  );
  return ['', ...lines, '', ...notes, '', ...json, ''].join('\n');
}
