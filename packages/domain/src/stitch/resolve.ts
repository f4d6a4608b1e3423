/** A row of `case_links`: `loser` reads as `survivor` while the sum of signs stands above 0. */
export type CaseLinkRow = {
  readonly loser: bigint;
  readonly survivor: bigint;
  readonly sign: number;
  readonly observedAt: number;
};
/** A row of `event_links`: an event belongs to a life too or, with −1 on its home, no longer to its home. */
export type EventLinkRow = {
  readonly life: bigint;
  readonly eventKey: bigint;
  readonly sign: number;
  readonly observedAt: number;
};
/** Where an event is stored; 0n: under no life. */
export type HomeRow = { readonly eventKey: bigint; readonly home: bigint; readonly observedAt: number };

/** The name of a life: of all lives that are one, the smallest id. */
export type Resolve = (life: bigint) => bigint;

/**
 * Which lives are one, from rows of `case_links` in any order; `knownAt` (epoch ms) leaves out what came in later.
 * Links are followed both ways, so that two collectors who linked the same lives differently still agree.
 */
export function resolver(links: Iterable<CaseLinkRow>, knownAt = Number.POSITIVE_INFINITY): Resolve {
  const nets = new Map<string, { loser: bigint; survivor: bigint; net: number }>();
  for (const { loser, survivor, sign, observedAt } of links) {
    if (observedAt > knownAt) continue;
    const id = `${loser}:${survivor}`;
    const known = nets.get(id);
    if (known) known.net += sign;
    else nets.set(id, { loser, survivor, net: sign });
  }
  const parent = new Map<bigint, bigint>();
  const find = (life: bigint): bigint => {
    let root = life;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    if (root !== life) parent.set(life, root);
    return root;
  };
  for (const { loser, survivor, net } of nets.values()) {
    if (net <= 0) continue;
    const [a, b] = [find(loser), find(survivor)];
    if (a < b) parent.set(b, a);
    else if (b < a) parent.set(a, b);
  }
  return find;
}

/** What belongs to each life, by the life's name, from rows in any order; `knownAt` leaves out what came in later. */
export function membership(
  rows: {
    readonly homes: Iterable<HomeRow>;
    readonly caseLinks: Iterable<CaseLinkRow>;
    readonly eventLinks: Iterable<EventLinkRow>;
  },
  knownAt = Number.POSITIVE_INFINITY,
): Map<bigint, Set<bigint>> {
  const resolve = resolver(rows.caseLinks, knownAt);
  const nets = new Map<bigint, Map<bigint, number>>();
  const add = (life: bigint, eventKey: bigint, by: number): void => {
    const ofLife = nets.get(life) ?? new Map<bigint, number>();
    nets.set(life, ofLife);
    ofLife.set(eventKey, (ofLife.get(eventKey) ?? 0) + by);
  };
  const known = new Set<bigint>();
  for (const { eventKey, home, observedAt } of rows.homes) {
    if (observedAt > knownAt || known.has(eventKey)) continue;
    known.add(eventKey);
    if (home !== 0n) add(home, eventKey, 1);
  }
  for (const { life, eventKey, sign, observedAt } of rows.eventLinks) {
    if (observedAt <= knownAt) add(life, eventKey, sign);
  }
  const lives = new Map<bigint, Set<bigint>>();
  for (const [life, events] of nets) {
    for (const [eventKey, net] of events) {
      if (net <= 0 || !known.has(eventKey)) continue;
      const name = resolve(life);
      const members = lives.get(name);
      if (members) members.add(eventKey);
      else lives.set(name, new Set([eventKey]));
    }
  }
  return lives;
}
