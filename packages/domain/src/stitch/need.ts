import type { StitchKey } from './keys.ts';
import type { Ledger } from './ledger.ts';
import type { Found, Need } from './state.ts';

/** Work that stops to ask the store, and ends with a `T`. */
export type Asking<T> = Generator<Need, T, Found>;

type Wish = {
  readonly keys?: readonly StitchKey[];
  readonly waiting?: readonly StitchKey[];
  readonly lives?: readonly bigint[];
  readonly links?: Need['links'];
};

const NO_LINKS: Need['links'] = { lives: [], events: [] };

function unknown(keys: readonly StitchKey[], known: (id: string) => boolean): StitchKey[] {
  const found = new Map<string, StitchKey>();
  for (const key of keys) if (!known(key.id)) found.set(key.id, key);
  return [...found.values()];
}

/** Asks for what the ledger does not know yet, if anything, and enters the answer. */
export function* ask(ledger: Ledger, wish: Wish): Asking<void> {
  const need: Need = {
    keys: unknown(wish.keys ?? [], ledger.keys.knows),
    waiting: unknown(wish.waiting ?? [], ledger.knowsWaiting),
    lives: [...new Set(wish.lives ?? [])].filter((life) => !ledger.knowsLife(life)),
    links: wish.links ?? NO_LINKS,
  };
  const links = need.links.lives.length > 0 && need.links.events.length > 0;
  if (need.keys.length + need.waiting.length + need.lives.length === 0 && !links) return;
  ledger.learn(yield need);
  ledger.asked(need);
}
