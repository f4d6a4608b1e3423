/** Something that a person can mend: what is wrong and where, and the remedy. */
export class ImportError extends Error {
  readonly remedy: string;
  constructor(what: string, remedy: string) {
    super(what);
    this.remedy = remedy;
  }
}

/** Why an operation of the system failed, as its code or else its message. */
export const why = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code =
    (error as NodeJS.ErrnoException).code ?? (error.cause as NodeJS.ErrnoException | undefined)?.code;
  return code ?? error.message;
};
