/** The log holds as much as it may: refuse with 503 and Retry-After until the drain has caught up. */
export class LogFullError extends Error {
  override name = 'LogFullError';
}

/** The log's disk refused (full, read-only, input/output error): nothing was acknowledged; try again later. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError';
}

/** Another process writes this log directory. The message names it and the remedy. */
export class LogBusyError extends Error {
  override name = 'LogBusyError';
}

/** System error code of anything thrown, or its message. */
export const codeOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException)?.code ?? (error instanceof Error ? error.message : String(error));
