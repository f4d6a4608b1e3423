import type { Outcome } from './outcome.ts';

/** A step before the log: from what the step before made to what the next one takes, or why not. */
export type Step<From, To> = (given: From) => Outcome<To>;

/** Runs `second` on what `first` made; anything else that `first` says stands. */
export const inTurn =
  <A, B, C>(first: Step<A, B>, second: Step<B, C>): Step<A, C> =>
  (given) => {
    const outcome = first(given);
    return outcome.kind === 'ok' ? second(outcome.value) : outcome;
  };

const SLICE = 200;

/** Runs a step over many items, in order, letting the event loop breathe between slices. */
export async function runEach<From, To>(
  items: readonly From[],
  step: Step<From, To>,
): Promise<Outcome<To>[]> {
  const outcomes: Outcome<To>[] = [];
  for (let at = 0; at < items.length; at += SLICE) {
    if (at > 0) await new Promise((resolve) => setImmediate(resolve));
    for (const item of items.slice(at, at + SLICE)) outcomes.push(step(item));
  }
  return outcomes;
}
