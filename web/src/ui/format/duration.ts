const UNITS = [
  ['y', 365 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** A length of time in its two largest units, such as `2 h 47 m`, `48 s`, `0.9 s`; the sign is dropped. */
export function formatDuration(ms: number): string {
  const whole = Math.abs(ms);
  if (whole < 1000) return whole === 0 ? '0 s' : `${Math.max(0.1, whole / 1000).toFixed(1)} s`;
  const first = UNITS.findIndex(([, size]) => whole >= size);
  const [unit, size] = UNITS[first] ?? UNITS[4];
  const next = UNITS[first + 1];
  if (!next) return `${Math.floor(whole / size)} ${unit}`;
  // The second unit is rounded, which may fill the first: 59 m 59.9 s is 1 h.
  const rounded = Math.round(whole / next[1]) * next[1];
  if (first > 0 && rounded >= (UNITS[first - 1]?.[1] ?? Infinity)) return formatDuration(rounded);
  const big = Math.floor(rounded / size);
  const small = Math.round((rounded - big * size) / next[1]);
  return small === 0 ? `${big} ${unit}` : `${big} ${unit} ${small} ${next[0]}`;
}

/** What is left of a deadline: `4:12`, `2:47:42`, from two days on `2 d 9 h`; `over` once past. */
export function formatCountdown(leftMs: number): string {
  if (leftMs <= 0) return 'over';
  if (leftMs >= 2 * 86_400_000) return formatDuration(leftMs);
  const seconds = Math.floor(leftMs / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
