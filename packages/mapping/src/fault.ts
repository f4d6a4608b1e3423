/**
 * What kept an event from being made: a stable `reason`, the `field` at fault (a column or path), what is wrong, and
 * what to do about it.
 */
export type RowProblem = {
  reason: string;
  field: string;
  detail: string;
  remedy: string;
  /** Type of the event that could not be made, '' for the row as a whole. */
  event: string;
};

/** Thrown while one event of a row is made, caught where the row is mapped. */
export class FaultError extends Error {
  readonly reason: string;
  readonly field: string;
  readonly remedy: string;
  constructor(reason: string, field: string, detail: string, remedy: string) {
    super(detail);
    this.reason = reason;
    this.field = field;
    this.remedy = remedy;
  }
}

/** A value as it is shown in a message: at most 60 characters, quoted. */
export const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : String(value);
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
};
