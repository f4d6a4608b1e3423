import type { KeyRole } from '@throughline/contracts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';

/**
 * What stitching asks of the store, and what must be answered. Every answer leaves out the rows of the batch that is
 * being stitched (same writer and batch), so that a batch done again after a crash comes out the same.
 * Sums of signs are over rows; where two collectors worked at once they may be below 0 or above 1. A sum of 0 is left
 * out unless said otherwise.
 */
export type Need = {
  /** → `Found.keys`. */
  readonly keys: readonly StitchKey[];
  /** Events in `shared_events` that wait under these keys → `Found.waiting`. */
  readonly waiting: readonly StitchKey[];
  /** Everything stored about these lives → `Found.lives`. */
  readonly lives: readonly bigint[];
  /** Links of these events to these lives, whichever of them exist → `Found.links`. */
  readonly links: { readonly lives: readonly bigint[]; readonly events: readonly bigint[] };
};

/** Answers to a need. What is not stored is left out. */
export type Found = {
  readonly keys: readonly KeyState[];
  readonly waiting: readonly WaitingEvent[];
  readonly lives: readonly LifeState[];
  readonly links: readonly LinkState[];
  /**
   * For every life named in `keys` and every life in `lives`: all case links of its connected component.
   * (Sending every link of the workspace is allowed.)
   */
  readonly caseLinks: readonly CaseLinkState[];
};

/** Rows of `keys`, `case_cuts` and `conflicts` for one key. A key with none of them may be left out. */
export type KeyState = {
  readonly key: StitchKey;
  /** One per life and role, sums of 0 too. `times`: distinct `occurredAt` of its +1 rows. */
  readonly rows: readonly KeyHolding[];
  /** Sum of signs in `case_cuts`. */
  readonly cuts: number;
  /** Sum of signs in `conflicts` per reason. */
  readonly conflicts: readonly { readonly reason: ConflictReason; readonly net: number }[];
};

/** A life that a key is stored on. */
export type KeyHolding = {
  readonly life: bigint;
  readonly role: KeyRole;
  readonly net: number;
  readonly times: readonly number[];
};

/** A stored event with the life it is stored under (0n: none). */
export type StoredStitchEvent = StitchEvent & { readonly home: bigint };

/** An event that waits or waited under a shared key; `net`: sum in `shared_events`, `orphan`: its sum in `orphans`. */
export type WaitingEvent = {
  readonly key: StitchKey;
  readonly event: StoredStitchEvent;
  readonly net: number;
  readonly orphan: number;
};

/**
 * A life as stored: the events whose home it is, and every event that `event_links` ever linked to it or took out of
 * it, with the sum of signs, which may be 0 here.
 */
export type LifeState = {
  readonly life: bigint;
  readonly events: readonly StoredStitchEvent[];
  readonly links: readonly (LinkState & { readonly event: StoredStitchEvent })[];
};

/** Rows of `event_links` for one life and event: the sum of signs, and the key of any of them. */
export type LinkState = {
  readonly life: bigint;
  readonly eventKey: bigint;
  readonly net: number;
  readonly why: StitchKey;
};

/** The sum of signs of the rows of `case_links` for these lives and this key. Two keys may link the same lives. */
export type CaseLinkState = {
  readonly loser: bigint;
  readonly survivor: bigint;
  readonly net: number;
  readonly why: StitchKey;
};

/** Why a part key turned shared by itself. */
export const CONFLICT_REASONS = ['joins different orders', 'named with several orders'] as const;
export type ConflictReason = (typeof CONFLICT_REASONS)[number];

type KeyParts = { readonly namespace: string; readonly scope: string; readonly value: string };

/**
 * What a batch changes: rows as the tables of the same names take them, without workspace, position and `observedAt`.
 * A sign is +1 or −1.
 */
export type Delta = {
  /** The life that each event of the batch is stored under, by event key; 0n: none. */
  readonly homes: ReadonlyMap<bigint, bigint>;
  /** Event keys of the batch's events that carry an identity key. */
  readonly namesAnOrder: ReadonlySet<bigint>;
  readonly keys: readonly KeyDelta[];
  readonly caseLinks: readonly CaseLinkDelta[];
  readonly eventLinks: readonly EventLinkDelta[];
  readonly sharedEvents: readonly SharedEventDelta[];
  readonly conflicts: readonly ConflictDelta[];
  readonly orphans: readonly OrphanDelta[];
  /** Namespaces that nobody declared, with how many keys of the batch are in them. */
  readonly unknownNamespaces: ReadonlyMap<string, number>;
};

export type KeyDelta = KeyParts & {
  readonly life: bigint;
  readonly role: KeyRole;
  readonly eventKey: bigint;
  readonly occurredAt: number;
  readonly sign: number;
};
export type CaseLinkDelta = KeyParts & {
  readonly loser: bigint;
  readonly survivor: bigint;
  readonly eventKey: bigint;
  readonly sign: number;
};
/** `namespace` is '' where no key is the reason: the row takes an event out of its home or puts it back. */
export type EventLinkDelta = KeyParts & {
  readonly life: bigint;
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly type: string;
  readonly outcome: StitchEvent['outcome'];
  readonly sign: number;
  readonly share: string;
};
export type SharedEventDelta = KeyParts & {
  readonly eventKey: bigint;
  readonly home: bigint;
  readonly occurredAt: number;
  readonly type: string;
  readonly outcome: StitchEvent['outcome'];
  readonly sign: number;
};
export type ConflictDelta = KeyParts & {
  readonly reason: ConflictReason;
  readonly lives: readonly bigint[];
  readonly eventKey: bigint;
  readonly sign: number;
};
export type OrphanDelta = {
  readonly eventKey: bigint;
  readonly source: string;
  readonly type: string;
  readonly occurredAt: number;
  /** JSON array of {namespace, scope, value}. */
  readonly keys: string;
  readonly sign: number;
};
