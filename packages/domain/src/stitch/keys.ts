import type { Key, KeyNamespace, KeyRole } from '@throughline/contracts';

/** A business key with its scope filled in (`''`: none); `id` is one string for all three. */
export type StitchKey = {
  readonly id: string;
  readonly namespace: string;
  readonly scope: string;
  readonly value: string;
};

/** The namespace of an explicit correlation id. */
export const CORRELATION = 'correlation';

/** The key of these three parts. */
export const stitchKey = (namespace: string, scope: string, value: string): StitchKey => ({
  id: `${namespace}\0${scope}\0${value}`,
  namespace,
  scope,
  value,
});

/** How a workspace's namespaces are read: declared ones win over nothing, and an unknown one is weak. */
export type Namespaces = {
  readonly roleOf: (namespace: string) => KeyRole;
  /** For how long, in ms, a value names the same thing; 0: for ever. Only a joining role has a validity. */
  readonly validityOf: (namespace: string) => number;
  readonly isKnown: (namespace: string) => boolean;
  /** A key as `source` showed it, with the scope that its namespace prescribes. */
  readonly keyOf: (key: Key, source: string) => StitchKey;
};

const DAY = 86_400_000;

/** Looks namespaces up by name; of two declarations of one name the later counts. */
export function namespacesOf(declared: Iterable<KeyNamespace>): Namespaces {
  const byName = new Map<string, KeyNamespace>();
  for (const namespace of declared) byName.set(namespace.namespace, namespace);
  const roleOf = (namespace: string): KeyRole => byName.get(namespace)?.role ?? 'weak';
  return {
    roleOf,
    validityOf(namespace) {
      const known = byName.get(namespace);
      if (known?.role !== 'identity' && known?.role !== 'part') return 0;
      return (known.validDays ?? 0) * DAY;
    },
    isKnown: (namespace) => byName.has(namespace),
    keyOf({ namespace, value, scope }, source) {
      const byInstance = (byName.get(namespace)?.scoped ?? 'instance') === 'instance';
      return stitchKey(namespace, scope ?? (byInstance ? source : ''), value);
    },
  };
}
