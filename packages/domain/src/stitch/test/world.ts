import type { StitchEvent } from '../event.ts';
import { partition } from '../partition.ts';
import { membership, resolver } from '../resolve.ts';
import { NAMESPACES, rules } from './events.ts';
import type { MemoryStore } from './memory-store.ts';

/** Lives, conflicts and orphans without the names of lives, to be compared. */
export type World = {
  /** Per life: the sorted names of its events, then the keys that it holds. */
  lives: string[];
  conflicts: string[];
  orphans: string[];
};

const nameOf = (event: StitchEvent): string =>
  (event as StitchEvent & { name?: string }).name ?? `${event.eventKey}`;
const isStrong = ({ namespace }: { namespace: string }): boolean => NAMESPACES.roleOf(namespace) !== 'weak';
const word = ({ namespace, value }: { namespace: string; value: string }): string => `${namespace}:${value}`;
const inWords = (events: Iterable<string>, keys: Iterable<string>): string =>
  `${[...events].sort().join(' ')} | ${[...new Set(keys)].sort().join(' ')}`;

/** What the specification makes of all the evidence. */
export function specified(events: readonly StitchEvent[], cuts: ReadonlySet<string>): World {
  const { lives, conflicts, orphans, readings } = partition(events, rules(cuts));
  const names = (keys: Iterable<bigint>) =>
    [...keys].map((key) => nameOf(readings.get(key)?.event as StitchEvent));
  return {
    lives: lives
      .map(({ members, links, holds }) =>
        inWords(
          names([...members.keys(), ...links.keys()]),
          [...holds.values()]
            .filter(({ key }) => isStrong(key))
            .map(({ key, derived }) => `${derived ? '~' : ''}${word(key)}`),
        ),
      )
      .sort(),
    conflicts: [...conflicts.values()].map(({ key, reason }) => `${word(key)} ${reason}`).sort(),
    orphans: names(orphans).sort(),
  };
}

/** What a reader of the store sees. */
export function stored({ tables }: MemoryStore): World {
  const at = 0;
  const observed = <R>(row: R) => ({ ...row, observedAt: at });
  const caseLinks = tables.caseLinks.map(observed);
  const resolve = resolver(caseLinks);
  const lives = membership({
    homes: tables.events.map(observed),
    caseLinks,
    eventLinks: tables.eventLinks.map(observed),
  });
  const names = new Map(tables.events.map((event) => [event.eventKey, nameOf(event)]));
  const nets = (rows: readonly { sign: number }[], id: (row: never) => string): string[] => {
    const sums = new Map<string, number>();
    for (const row of rows) sums.set(id(row as never), (sums.get(id(row as never)) ?? 0) + row.sign);
    return [...sums].filter(([, net]) => net > 0).map(([key]) => key);
  };
  type Key = (typeof tables.keys)[number];
  const joins = new Set(['identity', 'part']);
  const strong = tables.keys.filter(isStrong);
  const held = Map.groupBy(
    nets(strong, (row: Key) => {
      const derived = row.role === 'shared' && joins.has(NAMESPACES.roleOf(row.namespace));
      return `${row.life} ${derived ? '~' : ''}${word(row)}`;
    }),
    (text) => resolve(BigInt(text.split(' ')[0] as string)),
  );
  return {
    lives: [...lives]
      .map(([life, events]) =>
        inWords(
          [...events].map((key) => names.get(key) as string),
          (held.get(life) ?? []).map((text) => text.slice(text.indexOf(' ') + 1)),
        ),
      )
      .sort(),
    conflicts: nets(
      tables.conflicts,
      (row: (typeof tables.conflicts)[number]) => `${word(row)} ${row.reason}`,
    ).sort(),
    orphans: nets(tables.orphans, (row: { eventKey: bigint }) => names.get(row.eventKey) as string).sort(),
  };
}
