import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';

/** Why an event belongs to a life: by a key of its own, as named or related by it, or by a key that the life holds. */
export type Why = {
  readonly rule: 'identity' | 'part' | 'named' | 'related' | 'shared' | 'turned';
  readonly key: StitchKey;
  /** JSON of the lines and amounts that are this life's share; '' when the whole event is. */
  readonly share: string;
};

/** A life with what belongs to it and the keys that it holds. */
export type Life = {
  /** The id of a life that lies outside the evidence at hand; null for one made of it. */
  outside: bigint | null;
  /** Orders (groups of identity keys) that are this life; none where only part keys tell of it. */
  readonly orders: number[];
  /** Events that are part of it alone, by event key. */
  readonly members: Map<bigint, Why>;
  /** Events that belong to it without being part of it. */
  readonly links: Map<bigint, Why>;
  /** Keys, identity to weak, that say something of it, each with the earliest event that does. */
  readonly holds: Map<string, Held>;
};

/** A key on a life. `derived`: no event of the life carries it, but it hangs together with keys that some do. */
export type Held = { readonly key: StitchKey; readonly event: StitchEvent; readonly derived: boolean };

/** A life of which nothing is known yet. */
export const emptyLife = (outside: bigint | null): Life => ({
  outside,
  orders: [],
  members: new Map(),
  links: new Map(),
  holds: new Map(),
});
