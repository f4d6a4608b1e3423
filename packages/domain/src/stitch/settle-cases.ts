import { compareKeys, storedIn } from './atoms.ts';
import { smallest } from './cases.ts';
import type { StitchKey } from './keys.ts';
import { NO_KEY } from './ledger.ts';
import type { Settling } from './settling.ts';

/** A join that should stand. `certain`: by an identity key, so that both are one order whatever part keys say. */
type Join = { readonly loser: bigint; readonly survivor: bigint; readonly certain: boolean };

/** Joins the stored ids of each life, and takes back joins that no longer hold. */
export function settleCases(settling: Settling): void {
  const { closure, ledger } = settling;
  const { cases } = ledger;
  const wanted = new Map(joinsOf(settling).map(({ join, why }) => [join.loser, { join, why }]));
  for (const life of closure.lives) {
    for (const link of [...cases.linksOf(life)]) {
      if (link.loser !== life || link.net === 0) continue;
      const join = wanted.get(life)?.join;
      const stands = join?.survivor === link.survivor && join.certain === cases.isCertain(link);
      // A sum below 0, of two collectors that took one link back, would hide another link of the same lives.
      if (!stands || link.net < 0) ledger.linkCases(life, link.survivor, link.why, 0n, -link.net);
    }
  }
  for (const { join, why } of wanted.values()) {
    const stands = cases
      .linksOf(join.loser)
      .some(({ loser, survivor, net }) => loser === join.loser && survivor === join.survivor && net > 0);
    if (stands) continue;
    const { key, eventKey } = why();
    const net = cases
      .linksOf(join.loser)
      .find((link) => link.survivor === join.survivor && link.why.id === key.id);
    ledger.linkCases(join.loser, join.survivor, key, eventKey, 1 - (net?.net ?? 0));
  }
}

/** Within an order to its smallest id, and from there to the smallest id of the life. */
function joinsOf(settling: Settling): { join: Join; why: () => Reason }[] {
  const { atoms, part, ledger } = settling;
  return part.lives.flatMap((life, index) => {
    if (life.outside !== null) return [];
    const orders = life.orders.map((order) => ({ order, ids: atoms.ofOrder.get(order) ?? [] }));
    const pieces = atoms.ofPieces[index] ?? [];
    const all = [...orders.flatMap(({ ids }) => ids), ...pieces];
    if (all.length < 2) return [];
    const carriers = carriersOf(all, settling);
    const least = smallest(all);
    const joins: { join: Join; why: () => Reason }[] = [];
    for (const { order, ids } of orders) {
      const first = smallest(ids);
      const names = [...(part.components.orders.get(order) ?? [])].sort(compareKeys);
      for (const loser of ids) {
        if (loser === first) continue;
        const fallback = { key: names[0] ?? NO_KEY, eventKey: 0n };
        joins.push({
          join: { loser, survivor: first, certain: true },
          why: () => reason(loser, carriers, names) ?? fallback,
        });
      }
    }
    const parts = [...carriers.values()]
      .map(({ key }) => key)
      .filter((key) => ledger.declaredRole(key) === 'part')
      .sort(compareKeys);
    for (const loser of [...orders.map(({ ids }) => smallest(ids)), ...pieces]) {
      if (loser === least) continue;
      joins.push({
        join: { loser, survivor: least, certain: false },
        why: () => reason(loser, carriers, parts) ?? { key: NO_KEY, eventKey: 0n },
      });
    }
    return joins;
  });
}

type Reason = { readonly key: StitchKey; readonly eventKey: bigint };
type Carriers = Map<string, { readonly key: StitchKey; readonly by: Map<bigint, bigint> }>;

/** Which stored ids have events with which keys: key → id → the smallest such event. */
function carriersOf(ids: readonly bigint[], { part, ledger }: Settling): Carriers {
  const carriers: Carriers = new Map();
  for (const id of ids) {
    for (const eventKey of storedIn(id, ledger)) {
      const reading = part.readings.get(eventKey);
      if (!reading || !part.lifeOf.has(eventKey)) continue;
      for (const key of [...reading.identity, ...reading.parts]) {
        const entry = carriers.get(key.id) ?? { key, by: new Map<bigint, bigint>() };
        carriers.set(key.id, entry);
        const known = entry.by.get(id);
        if (known === undefined || eventKey < known) entry.by.set(id, eventKey);
      }
    }
  }
  return carriers;
}

/** The first key that events of `loser` and of another id carry. */
function reason(loser: bigint, carriers: Carriers, keys: readonly StitchKey[]): Reason | null {
  for (const key of keys) {
    const by = carriers.get(key.id)?.by;
    const eventKey = by?.get(loser);
    if (by && eventKey !== undefined && by.size > 1) return { key, eventKey };
  }
  return null;
}
