/** Prints one line about what the door does. */
export const say = (text) => process.stderr.write(`throughline  ${text}\n`);

/** A failure that a person can act on: what failed, and the remedy. */
export class SetupError extends Error {
  constructor(what, remedy) {
    super(what);
    this.remedy = remedy;
  }
}

/** Milliseconds as "4.2 s". */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
