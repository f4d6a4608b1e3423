import * as z from 'zod';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const FORM = /^(?:\d+[wdhms])+$/;
/** Longest duration that configuration may state, ms (ten years). */
export const LONGEST_DURATION = 3650 * UNITS.d;

/** Milliseconds of a duration such as `90s`, `2h`, `1d12h`; null if it is none, or longer than ten years. */
export const parseDuration = (text: string): number | null => {
  if (!FORM.test(text)) return null;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(count) * UNITS[unit as keyof typeof UNITS];
  }
  return total <= LONGEST_DURATION ? total : null;
};

/** The shortest text that `parseDuration` reads as `ms`, cut to whole seconds; hours stay hours up to two days. */
export const formatDuration = (ms: number): string => {
  let rest = Math.floor(ms / 1000) * 1000;
  let text = '';
  for (const unit of rest < 2 * UNITS.d ? (['h', 'm', 's'] as const) : (['d', 'h', 'm', 's'] as const)) {
    const count = Math.floor(rest / UNITS[unit]);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * UNITS[unit];
  }
  return text || '0s';
};

/** A duration in configuration; milliseconds once read. */
export const DurationSchema = z
  .string()
  .regex(FORM, 'a duration such as "90s", "30m", "2h", "7d" or "1d12h"')
  .transform((text, context): number => {
    const ms = parseDuration(text);
    if (ms !== null) return ms;
    context.issues.push({
      code: 'custom',
      message: 'should be a duration of at most ten years',
      input: text,
    });
    return z.NEVER;
  });
