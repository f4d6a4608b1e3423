import type { KeyRole } from '@throughline/contracts';
import type { StitchEvent, StitchLink } from './event.ts';
import type { Namespaces, StitchKey } from './keys.ts';

/** How keys are judged: what their namespaces say, and the keys that a person cut. */
export type Rules = Pick<Namespaces, 'roleOf' | 'validityOf'> & {
  readonly isCut: (keyId: string) => boolean;
  /** The key that a key stands for: a quoted life's own, where it quotes the id of one; else itself. */
  readonly meant: (key: StitchKey) => StitchKey;
};

/** The role of a key: a cut one joins nothing, but still links. */
export function roleOf(key: StitchKey, rules: Rules): KeyRole {
  const role = rules.roleOf(key.namespace);
  return (role === 'identity' || role === 'part') && rules.isCut(key.id) ? 'shared' : role;
}

/** An event's keys by what they do. */
export type Reading<E extends StitchEvent = StitchEvent> = {
  readonly event: E;
  /** Names its own life; empty where `names` is not. */
  readonly identity: readonly StitchKey[];
  readonly parts: readonly StitchKey[];
  /** Shared by declaration or by a cut. */
  readonly shared: readonly StitchKey[];
  readonly weak: readonly StitchKey[];
  /** Lives that it tells of without being part of one: it names several, or names them by explicit links only. */
  readonly names: readonly Named[];
  /** Lives that it is merely related to. */
  readonly relates: readonly Named[];
};

/** A life as an event names it; `share` is JSON of the part that is this life's, '' for all of it. */
export type Named = { readonly key: StitchKey; readonly share: string };

const named = (links: readonly StitchLink[]): Named[] => links.map(({ key, share }) => ({ key, share }));

/** Whether two of these keys are different values of one namespace and scope. */
function disagree(keys: readonly StitchKey[]): boolean {
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] as StitchKey;
    for (let j = 0; j < i; j++) {
      const other = keys[j] as StitchKey;
      if (key.namespace === other.namespace && key.scope === other.scope && key.value !== other.value)
        return true;
    }
  }
  return false;
}

/** Sorts an event's keys by role and tells whether it is part of one life or names several. */
export function read<E extends StitchEvent>(event: E, rules: Rules): Reading<E> {
  const byRole: Record<KeyRole, StitchKey[]> = { identity: [], part: [], shared: [], weak: [] };
  for (const given of event.keys) {
    const key = rules.meant(given);
    const keys = byRole[roleOf(key, rules)];
    if (key === given || !keys.some(({ id }) => id === key.id)) keys.push(key);
  }
  const { identity, part: parts, shared, weak } = byRole;
  const links: StitchLink[] = [];
  for (const link of event.links) {
    const key = rules.meant(link.key);
    const role = roleOf(key, rules);
    if (role === 'identity') links.push({ ...link, key });
    // It quotes a life without a name: one that has no life of its own belongs there as a piece's paper would.
    else if (role === 'part' && identity.length + parts.length === 0) shared.push(key);
  }
  if (disagree(identity)) {
    const own = identity.map((key) => ({ key, share: '' }));
    const linked = named(links.filter(({ names }) => names));
    // Where a key and a link name the same life, the link knows its share.
    const names = [...own.filter(({ key }) => !linked.some((link) => link.key.id === key.id)), ...linked];
    const relates = named(links.filter((link) => !link.names));
    return { event, identity: [], parts, shared, weak, names, relates };
  }
  if (identity.length > 0) return { event, identity, parts, shared, weak, names: [], relates: named(links) };
  const names = named(links.filter((link) => link.names));
  return { event, identity, parts, shared, weak, names, relates: named(links.filter((link) => !link.names)) };
}

/**
 * What a key stands for at a time: itself or, where its namespace has a validity, the run of uses it belongs to. Uses
 * are of one run while no gap between them is longer than the validity.
 */
export type NodeOf = (key: StitchKey, occurredAt: number) => string;

/** Finds the runs of all joining keys with a validity among events. */
export function nodesOf(readings: Iterable<Reading>, rules: Rules): NodeOf {
  const timesOf = new Map<string, { validity: number; times: number[] }>();
  for (const { event, identity, parts } of readings) {
    for (const keys of [identity, parts]) {
      for (const key of keys) {
        const validity = rules.validityOf(key.namespace);
        if (validity === 0) continue;
        const known = timesOf.get(key.id);
        if (known) known.times.push(event.occurredAt);
        else timesOf.set(key.id, { validity, times: [event.occurredAt] });
      }
    }
  }
  if (timesOf.size === 0) return ({ id }) => id;
  const startsOf = new Map<string, number[]>();
  for (const [id, { validity, times }] of timesOf) startsOf.set(id, startsOfRuns(times, validity));
  return ({ id }, occurredAt) => {
    const starts = startsOf.get(id);
    return starts ? `${id}\0${starts.findLast((start) => start <= occurredAt)}` : id;
  };
}

/** When each run of uses begins, in order. */
export function startsOfRuns(times: readonly number[], validity: number): number[] {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted.filter((time, at) => at === 0 || time - (sorted[at - 1] as number) > validity);
}
