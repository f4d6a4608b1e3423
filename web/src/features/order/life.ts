import type { Order } from '@throughline/contracts';

/** The lifecycle as the API carries it. Instants are ISO 8601, decimals strings. */
export type Life = Order['lifecycle'];
export type IdentityKey = Order['identity']['keys'][number];
export type OrderEvent = Order['events'][number];
export type SystemLife = Life['systems'][number];
export type PromiseFact = Life['promises'][number];
export type Line = Life['lines'][number];

/** The promise that an order is held to: the one for the whole order agreed last, else the newest; null if none was given. */
export function mainPromise(life: Life): PromiseFact | null {
  const whole = life.promises.filter((promise) => promise.line === null);
  const of = whole.length > 0 ? whole : life.promises;
  return (
    of.find((promise) => promise.roles.includes('agreed')) ??
    of.find((promise) => promise.roles.includes('latest')) ??
    of.at(-1) ??
    null
  );
}

/** Milliseconds since the epoch of one milestone, by whichever system reached it first. */
export const reachedAt = (life: Life, progress: string): number | undefined => {
  const milestone = life.milestones.find((each) => each.progress === progress);
  return milestone && Date.parse(milestone.occurredAt);
};

/** Disagreements that a person should know of: the follower has had its time. */
export const openDisagreements = (life: Life) => life.disagreements.filter((each) => !each.tolerated);

/** Holds still in place. */
export const openHolds = (life: Life) =>
  life.holds.filter((hold) => hold.placed !== null && hold.released === null);
