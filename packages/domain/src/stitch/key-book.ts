import type { StitchEvent } from './event.ts';
import type { Namespaces, StitchKey } from './keys.ts';
import type { Rows } from './rows.ts';
import type { ConflictReason, KeyState } from './state.ts';

/**
 * A key on a life: sums of signs of rows by an event of the life (`direct`), and of rows that only hang together with
 * such (`derived`). `times`: when the events of a key with a validity occurred.
 */
export type Holding = { direct: number; derived: number; times: readonly number[] };

type Entry = {
  holdings: Map<bigint, Holding>;
  cuts: number;
  conflicts: Map<ConflictReason, number> | null;
  /** Lives that the key was on once, and what sums below 0, of two collectors at once, are short of 0. */
  former: Map<bigint, { direct: number; derived: number }> | null;
};

const NO_LIVES: ReadonlyMap<bigint, Holding> = new Map();
const NO_FORMER: ReadonlyMap<bigint, unknown> = new Map();
const NO_CONFLICTS: ReadonlyMap<ConflictReason, number> = new Map();
const NO_TIMES: readonly number[] = [];

/** What is known of keys while a batch is stitched: what the store answered, and what the batch changed. */
export class KeyBook {
  private readonly entries = new Map<string, Entry>();
  private readonly namespaces: Namespaces;
  private readonly rows: Rows;

  constructor(namespaces: Namespaces, rows: Rows) {
    this.namespaces = namespaces;
    this.rows = rows;
  }

  knows = (keyId: string): boolean => this.entries.has(keyId);

  /** Says that the store was asked for the key. */
  asked(keyId: string): void {
    this.entry(keyId);
  }

  /** Takes an answer of the store over, unless the key is known already. */
  learn({ key, rows, cuts, conflicts }: KeyState): void {
    if (this.entries.has(key.id)) return;
    const entry = this.entry(key.id);
    entry.cuts = cuts;
    if (conflicts.length > 0) entry.conflicts = new Map(conflicts.map(({ reason, net }) => [reason, net]));
    const dated = this.namespaces.validityOf(key.namespace) > 0;
    const joins = this.joins(key);
    for (const { life, role, net, times } of rows) {
      // A joining key stored as shared is on the life only because it hangs together with keys of its events.
      const kind = joins && role === 'shared' ? 'derived' : 'direct';
      if (net <= 0) {
        entry.former ??= new Map();
        const debt = entry.former.get(life) ?? { direct: 0, derived: 0 };
        entry.former.set(life, { ...debt, [kind]: -net });
        continue;
      }
      const held = this.holding(entry, life);
      held[kind] += net;
      if (dated && kind === 'direct') held.times = [...held.times, ...times];
    }
  }

  /** Lives that the key is on. */
  holdings(keyId: string): ReadonlyMap<bigint, Readonly<Holding>> {
    return this.entries.get(keyId)?.holdings ?? NO_LIVES;
  }

  /** Lives that the key was on once. */
  formerly(keyId: string): Iterable<bigint> {
    return (this.entries.get(keyId)?.former ?? NO_FORMER).keys();
  }

  isCut = (keyId: string): boolean => (this.entries.get(keyId)?.cuts ?? 0) > 0;

  /** Why a key has turned shared; null if it has not. A cut key has not: it joins nothing anyway. */
  turned(keyId: string): ConflictReason | null {
    const entry = this.entries.get(keyId);
    if (!entry?.conflicts || entry.cuts > 0) return null;
    for (const [reason, net] of entry.conflicts) if (net > 0) return reason;
    return null;
  }

  /** Sums of signs of the key's conflicts. */
  conflicts(keyId: string): ReadonlyMap<ConflictReason, number> {
    return this.entries.get(keyId)?.conflicts ?? NO_CONFLICTS;
  }

  /** A person's cut, or its taking back; true if that changes what the key joins. */
  cut(key: StitchKey, by: number): boolean {
    const entry = this.entry(key.id);
    const before = entry.cuts > 0;
    entry.cuts += by;
    return before !== entry.cuts > 0 && this.joins(key);
  }

  /** Adds the key to a life where it is not yet known there; each use of a key with a validity is noted. */
  hold(key: StitchKey, life: bigint, event: StitchEvent): void {
    const held = this.entries.get(key.id)?.holdings.get(life);
    const dated = this.namespaces.validityOf(key.namespace) > 0;
    if (held && held.direct > 0 && !(dated && !held.times.includes(event.occurredAt))) return;
    this.change(key, life, event, 1, 'direct');
  }

  /** Adds rows (by > 0) of a key on a life or takes rows back (by < 0). */
  change(key: StitchKey, life: bigint, event: StitchEvent, by: number, kind: 'direct' | 'derived'): void {
    const entry = this.entry(key.id);
    const role = kind === 'derived' ? 'shared' : this.namespaces.roleOf(key.namespace);
    const former = by > 0 ? entry.former?.get(life) : undefined;
    this.rows.key(key, life, role, event, by + (former?.[kind] ?? 0));
    if (former) former[kind] = 0;
    const held = this.holding(entry, life);
    held[kind] += by;
    if (held.direct <= 0) held.times = NO_TIMES;
    else if (by > 0 && this.namespaces.validityOf(key.namespace) > 0)
      held.times = [...held.times, event.occurredAt];
    if (held.direct === 0 && held.derived === 0) entry.holdings.delete(life);
  }

  /** Notes that the key turned shared (by > 0), or no longer is (by < 0). */
  changeConflict(key: StitchKey, reason: ConflictReason, lives: bigint[], event: bigint, by: number): void {
    const entry = this.entry(key.id);
    entry.conflicts ??= new Map();
    entry.conflicts.set(reason, (entry.conflicts.get(reason) ?? 0) + by);
    this.rows.conflict(key, reason, lives, event, by);
  }

  /** Whether the key's namespace makes it join lives, cut or not. */
  joins({ namespace }: StitchKey): boolean {
    const role = this.namespaces.roleOf(namespace);
    return role === 'identity' || role === 'part';
  }

  private holding(entry: Entry, life: bigint): Holding {
    let held = entry.holdings.get(life);
    if (!held) {
      held = { direct: 0, derived: 0, times: NO_TIMES };
      entry.holdings.set(life, held);
    }
    return held;
  }

  private entry(id: string): Entry {
    let entry = this.entries.get(id);
    if (!entry) {
      entry = { holdings: new Map(), cuts: 0, conflicts: null, former: null };
      this.entries.set(id, entry);
    }
    return entry;
  }
}
