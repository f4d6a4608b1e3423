import { type BatchSchedule, WEEKDAYS } from '@throughline/contracts';
import { DateTime } from 'luxon';

/** The first run of a batch at or after an instant, epoch ms. */
export const nextRun = (schedule: BatchSchedule, at: number): number => {
  const today = DateTime.fromMillis(at, { zone: schedule.timeZone }).startOf('day');
  const times = [...schedule.at].sort((a, b) => a - b);
  // Eight days reach the same weekday again, also when its run today has gone by.
  for (let ahead = 0; ; ahead += 1) {
    const day = today.plus({ days: ahead });
    if (!schedule.days.includes(WEEKDAYS[day.weekday - 1]!)) continue;
    for (const minutes of times) {
      const run = day.set({ hour: Math.floor(minutes / 60), minute: minutes % 60 }).toMillis();
      if (run >= at) return run;
    }
  }
};
