import { BUILT_IN_NAMESPACES, type KeyNamespace } from '@throughline/contracts';
import { eventKey } from '../../ids.ts';
import { type StitchEvent, stitchEventOf, type Telling } from '../event.ts';
import { namespacesOf } from '../keys.ts';
import type { Partition } from '../partition.ts';
import type { Rules } from '../reading.ts';

const more: KeyNamespace[] = [
  { namespace: 'order', role: 'identity', scoped: 'given', validDays: null, label: 'order' },
  { namespace: 'item', role: 'part', scoped: 'given', validDays: null, label: 'item' },
  { namespace: 'delivery', role: 'shared', scoped: 'given', validDays: null, label: 'delivery' },
];
/** The built-in namespaces, and those of the sample logs. */
export const NAMESPACES = namespacesOf([...BUILT_IN_NAMESPACES, ...more]);

/** The namespaces' rules with these keys (ids) cut. */
export const rules = (cuts: ReadonlySet<string> = new Set()): Rules => ({
  ...NAMESPACES,
  isCut: (id) => cuts.has(id),
  meant: (key) => key,
});

/** Short names of namespaces. */
const SHORT: Record<string, string> = {
  o: 'order',
  oms: 'oms.order',
  s: 'shipment',
  f: 'fulfillment',
  t: 'tracking',
  i: 'item',
  inv: 'erp.invoice',
  pay: 'payout',
  mail: 'email',
  c: 'correlation',
};

/** Keys from words such as `o:1 f:A inv:7`; an unknown short name is a namespace of its own. */
export const keysFrom = (words: string): Telling['data']['keys'] =>
  words
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [name = '', value = ''] = word.split(':');
      return { namespace: SHORT[name] ?? name, value };
    });

/** The event named `name`, with keys from words; days after 2026-01-01; links by correlation id. */
export function event(
  name: string,
  words: string,
  { day = 0, links = [] }: { day?: number; links?: Telling['data']['links'] } = {},
): StitchEvent {
  const telling: Telling = {
    source: 'oms/main',
    type: 'order.created',
    outcome: 'ok',
    occurredAt: Date.UTC(2026, 0, 1) + day * 86_400_000,
    data: { keys: keysFrom(words), links },
  };
  const made = stitchEventOf(telling, eventKey(1, 'oms/main', name), NAMESPACES);
  if (!made) throw new Error('a standing fact');
  return { ...made, name } as StitchEvent;
}

/** The id of the key that a word such as `o:1` names. */
export const idOf = (word: string): string => {
  const [key] = keysFrom(word);
  return NAMESPACES.keyOf(key as { namespace: string; value: string }, 'oms/main').id;
};

/** A partition in words: each life as its members and (in brackets) links, then conflicts and orphans. */
export function inWords(
  { lives, conflicts, orphans }: Partition,
  events: readonly StitchEvent[],
): { lives: string[]; conflicts: string[]; orphans: string[] } {
  const names = new Map(events.map((made) => [made.eventKey, (made as StitchEvent & { name: string }).name]));
  const list = (keys: Iterable<bigint>): string[] => [...keys].map((key) => names.get(key) ?? '?').sort();
  return {
    lives: lives
      .map(({ members, links }) => {
        const linked = list(links.keys());
        return [...list(members.keys()), ...(linked.length > 0 ? [`(${linked.join(' ')})`] : [])].join(' ');
      })
      .sort(),
    conflicts: [...conflicts.values()].map(({ key }) => `${key.namespace}:${key.value}`).sort(),
    orphans: list(orphans),
  };
}
