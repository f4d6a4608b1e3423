/** What passes and what does not, each with its error. */
export type Sifted<T> = { good: T[]; bad: { item: T; error: unknown }[] };

/** The error that some items meet when they are tried together, null if none. It may reject: then nothing is said. */
export type Trial<T> = (items: readonly T[]) => Promise<{ error: unknown } | null>;

/**
 * Finds the items that cannot be taken, by halving: the rest, in its order, passes the trial as a whole. The same items
 * and answers give the same result. An item that fails only beside others is the one that ends their passing.
 */
export async function sift<T>(items: readonly T[], trial: Trial<T>): Promise<Sifted<T>> {
  if (items.length === 0) return { good: [], bad: [] };
  const failed = await trial(items);
  if (!failed) return { good: [...items], bad: [] };
  const [only] = items;
  if (items.length === 1) return { good: [], bad: [{ item: only as T, error: failed.error }] };
  const middle = items.length >> 1;
  const left = await sift(items.slice(0, middle), trial);
  const right = await sift(items.slice(middle), trial);
  const bad = [...left.bad, ...right.bad];
  const together = await untilItPasses([...left.good, ...right.good], trial);
  return { good: together.good, bad: [...bad, ...together.bad] };
}

/** Takes out, one by one, the item with which the items before it stop passing. */
async function untilItPasses<T>(items: readonly T[], trial: Trial<T>): Promise<Sifted<T>> {
  const result: Sifted<T> = { good: [...items], bad: [] };
  while (result.good.length > 0) {
    let failed = await trial(result.good);
    if (!failed) break;
    let passing = 0;
    let failing = result.good.length;
    while (failing - passing > 1) {
      const middle = (passing + failing) >> 1;
      const here = await trial(result.good.slice(0, middle));
      if (here) [failing, failed] = [middle, here];
      else passing = middle;
    }
    const [item] = result.good.splice(failing - 1, 1);
    result.bad.push({ item: item as T, error: failed.error });
  }
  return result;
}
