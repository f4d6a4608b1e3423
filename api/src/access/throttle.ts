/**
 * Counts failures per subject in a sliding minute. `delay` gives the milliseconds to wait, 0 if there is no need.
 * Bounded: the oldest subjects are forgotten.
 */
export const throttle = (limit: number, windowMs = 60_000, subjects = 10_000) => {
  const failures = new Map<string, number[]>();
  const recent = (subject: string, now: number): number[] =>
    (failures.get(subject) ?? []).filter((at) => at > now - windowMs);
  return {
    delay(subject: string, now: number): number {
      const times = recent(subject, now);
      return times.length < limit ? 0 : (times[0] ?? now) + windowMs - now;
    },
    failed(subject: string, now: number): void {
      const times = [...recent(subject, now), now].slice(-limit);
      failures.delete(subject);
      failures.set(subject, times);
      const oldest = failures.keys().next().value;
      if (failures.size > subjects && oldest !== undefined) failures.delete(oldest);
    },
  };
};
