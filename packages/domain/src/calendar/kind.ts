/** How durations count. Instants are epoch ms, durations ms of the calendar's own (open) time. */
export type Calendar = {
  /** When something that starts at `at` starts to count: at once, or with the next opening (cut-off included). */
  begin: (at: number) => number;
  /** The first instant by which `ms` have passed since `at`; a negative `ms` goes back. */
  add: (at: number, ms: number) => number;
  /** Time of the calendar between two instants, the earlier one first; 0 if they are the other way round. */
  between: (from: number, until: number) => number;
};
