import type { KeyRole } from '@throughline/contracts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type {
  CaseLinkDelta,
  ConflictDelta,
  ConflictReason,
  Delta,
  EventLinkDelta,
  KeyDelta,
  OrphanDelta,
  SharedEventDelta,
  StoredStitchEvent,
} from './state.ts';

const partsOf = ({ namespace, scope, value }: StitchKey) => ({ namespace, scope, value });

/** Adds `row` as often as `by` says, with the sign of `by`. */
function push<R extends { readonly sign: number }>(to: R[], row: Omit<R, 'sign'>, by: number): void {
  const signed = { ...row, sign: Math.sign(by) } as R;
  for (let left = Math.abs(by); left > 0; left--) to.push(signed);
}

/** Drops pairs of a row and its taking back within one batch. */
function settled<R extends { readonly sign: number }>(rows: R[], idOf: (row: R) => string): R[] {
  const back = rows.filter(({ sign }) => sign < 0);
  if (back.length === 0) return rows;
  const nets = new Map(back.map((row) => [idOf(row), 0]));
  for (const row of rows) {
    const id = idOf(row);
    const net = nets.get(id);
    if (net !== undefined) nets.set(id, net + row.sign);
  }
  return rows.filter((row) => {
    const id = idOf(row);
    const net = nets.get(id);
    if (net === undefined) return true;
    if (net === 0 || Math.sign(net) !== row.sign) return false;
    nets.set(id, net - row.sign);
    return true;
  });
}

const keyId = (row: KeyDelta | CaseLinkDelta | EventLinkDelta | SharedEventDelta | ConflictDelta): string =>
  `${row.namespace}\0${row.scope}\0${row.value}`;

/** The rows that a batch adds, as they come about. */
export class Rows {
  private readonly homes = new Map<bigint, bigint>();
  private readonly keys: KeyDelta[] = [];
  private readonly caseLinks: CaseLinkDelta[] = [];
  private readonly eventLinks: EventLinkDelta[] = [];
  private readonly sharedEvents: SharedEventDelta[] = [];
  private readonly conflicts: ConflictDelta[] = [];
  private readonly orphans: OrphanDelta[] = [];

  home(eventKey: bigint, life: bigint): void {
    this.homes.set(eventKey, life);
  }

  key(key: StitchKey, life: bigint, role: KeyRole, event: StitchEvent, by: number): void {
    const { eventKey, occurredAt } = event;
    push(this.keys, { ...partsOf(key), life, role, eventKey, occurredAt }, by);
  }

  caseLink(loser: bigint, survivor: bigint, why: StitchKey, eventKey: bigint, by: number): void {
    push(this.caseLinks, { ...partsOf(why), loser, survivor, eventKey }, by);
  }

  link(event: StoredStitchEvent, life: bigint, why: StitchKey, share: string, by: number): void {
    const { eventKey, home, occurredAt, type, outcome } = event;
    push(this.eventLinks, { ...partsOf(why), life, eventKey, home, occurredAt, type, outcome, share }, by);
  }

  waiting(event: StoredStitchEvent, key: StitchKey, by: number): void {
    const { eventKey, home, occurredAt, type, outcome } = event;
    push(this.sharedEvents, { ...partsOf(key), eventKey, home, occurredAt, type, outcome }, by);
  }

  conflict(key: StitchKey, reason: ConflictReason, lives: bigint[], eventKey: bigint, by: number): void {
    push(this.conflicts, { ...partsOf(key), reason, lives, eventKey }, by);
  }

  orphan({ eventKey, source, type, occurredAt, keys }: StitchEvent, by: number): void {
    push(this.orphans, { eventKey, source, type, occurredAt, keys: JSON.stringify(keys.map(partsOf)) }, by);
  }

  /** The rows, without those that the batch itself took back. */
  delta(namesAnOrder: ReadonlySet<bigint>, unknownNamespaces: ReadonlyMap<string, number>): Delta {
    return {
      homes: this.homes,
      namesAnOrder,
      unknownNamespaces,
      keys: settled(this.keys, (row) => `${keyId(row)}\0${row.life}\0${row.role}`),
      caseLinks: settled(this.caseLinks, (row) => `${row.loser}:${row.survivor}:${keyId(row)}`),
      eventLinks: settled(this.eventLinks, ({ life, eventKey }) => `${life}:${eventKey}`),
      sharedEvents: settled(this.sharedEvents, (row) => `${keyId(row)}\0${row.eventKey}`),
      conflicts: settled(this.conflicts, (row) => `${keyId(row)}\0${row.reason}`),
      orphans: settled(this.orphans, ({ eventKey }) => `${eventKey}`),
    };
  }
}
