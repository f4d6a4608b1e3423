import type { Progress, SystemState } from '@throughline/contracts';
import type { Fact } from './facts.ts';
import { type HoldSpan, isOn } from './holds.ts';
import { type Entry, entriesOf, stageOf } from './ledger.ts';
import { hasReached, progressAt, progressOf } from './progress.ts';
import type { ShipmentFacts } from './shipments.ts';

/** What one system's own facts say, and of how much. */
export type Saying = { state: SystemState; evidence: Fact; done?: bigint; of?: bigint; unit?: string };

/** What a system's words are measured against. */
export type Whole = {
  pieces: bigint | null;
  money: ReadonlyMap<string, bigint>;
  shipments: readonly ShipmentFacts[];
  holds: readonly HoldSpan[];
  speaksOfShipping: boolean;
};

const last = (facts: readonly Fact[], ...types: string[]): Fact | undefined =>
  facts.findLast((fact) => types.includes(fact.type));

const paid = (facts: readonly Fact[], stage: string): { micros: bigint; currency: string } | undefined => {
  const entries = facts
    .filter((fact) => stageOf(fact) === stage)
    .flatMap(entriesOf)
    .filter(({ basis }) => basis === 'shop');
  const currency = entries[0]?.currency;
  if (currency === undefined || entries.some((entry: Entry) => entry.currency !== currency)) return undefined;
  return { micros: entries.reduce((sum, entry) => sum + entry.micros, 0n), currency };
};

const share = (
  facts: readonly Fact[],
  stage: 'captured' | 'refunded' | 'invoiced',
  evidence: Fact,
  of: (currency: string) => bigint | undefined,
): Saying => {
  const sum = paid(facts, stage);
  const whole = sum && of(sum.currency);
  if (!sum || whole === undefined) return { state: stage, evidence };
  const state = sum.micros < whole ? (`partly_${stage}` as const) : stage;
  return { state, evidence, done: sum.micros, of: whole, unit: sum.currency };
};

/** Money first: what a payment service or a ledger says; undefined if it said nothing of the kind. */
export const moneySaying = (facts: readonly Fact[], whole: Whole): Saying | undefined => {
  const ordered = (currency: string): bigint | undefined => whole.money.get(currency);
  const refunded = last(facts, 'refund.issued');
  const captured = last(facts, 'payment.captured');
  const own = (stage: string) => (currency: string) => {
    const sum = paid(facts, stage);
    return sum?.currency === currency ? sum.micros : ordered(currency);
  };
  if (refunded) return share(facts, 'refunded', refunded, own('captured'));
  if (captured) return share(facts, 'captured', captured, own('authorized'));
  const attempt = last(facts, 'payment.authorized', 'payment.failed', 'payment.voided', 'payment.expired');
  if (!attempt) return undefined;
  if (attempt.type === 'payment.authorized') return { state: 'authorized', evidence: attempt };
  return {
    state: attempt.type === 'payment.failed' ? 'payment_failed' : 'authorization_lost',
    evidence: attempt,
  };
};

/** What the ledger says. */
export const ledgerSaying = (
  counting: readonly Fact[],
  all: readonly Fact[],
  whole: Whole,
): Saying | undefined => {
  const attempts = all.filter((fact) => fact.type.startsWith('posting.'));
  const latest = attempts.at(-1);
  if (!latest) return undefined;
  if (latest.type === 'posting.failed' || latest.event.outcome !== 'ok') {
    return { state: 'posting_failed', evidence: latest };
  }
  const credited = counting.findLast((fact) => stageOf(fact) === 'credited');
  if (credited) return { state: 'credited', evidence: credited };
  const invoiced = counting.findLast((fact) => stageOf(fact) === 'invoiced');
  if (invoiced) return share(counting, 'invoiced', invoiced, (currency) => whole.money.get(currency));
  const succeeded = last(counting, 'posting.succeeded');
  return { state: succeeded ? 'not_invoiced' : 'posting_pending', evidence: succeeded ?? latest };
};

const BY_PROGRESS: Readonly<Record<Progress, SystemState>> = {
  placed: 'placed',
  approved: 'accepted',
  sourced: 'sourced',
  released: 'requested',
  picked: 'picking',
  packed: 'packed',
  shipped: 'shipped',
  delivered: 'delivered',
  closed: 'closed',
  cancelled: 'cancelled',
};

/** What a system that moves goods, or follows them, says. */
export const goodsSaying = (facts: readonly Fact[], source: string, whole: Whole): Saying | undefined => {
  const progress = progressAt(facts);
  const evidence = facts.findLast((fact) => progressOf(fact.type) === progress && progress !== null);
  const refused = last(
    facts,
    'order.rejected',
    'fulfillment.rejected',
    'order.accepted',
    'fulfillment.accepted',
  );
  if (!hasReached(progress, 'shipped')) {
    const hold = whole.holds.findLast((span) => isOn(span) && span.placed?.source === source);
    if (hold?.placed) return { state: 'held', evidence: hold.placed };
    if (refused?.type.endsWith('.rejected')) return { state: 'rejected', evidence: refused };
    const stopped = last(facts, 'fulfillment.cancelled', 'fulfillment.requested', 'fulfillment.accepted');
    if (stopped?.type === 'fulfillment.cancelled') return { state: 'cancelled', evidence: stopped };
  }
  if (!evidence || progress === null) return undefined;
  if (progress === 'shipped' || progress === 'delivered')
    return movedSaying(facts, progress, evidence, whole);
  if (evidence.type === 'fulfillment.accepted') return { state: 'accepted', evidence };
  if (
    evidence.kind === 'commerce' &&
    whole.speaksOfShipping &&
    progress !== 'closed' &&
    progress !== 'cancelled'
  ) {
    return { state: 'unfulfilled', evidence };
  }
  return { state: BY_PROGRESS[progress], evidence };
};

const movedSaying = (
  facts: readonly Fact[],
  progress: 'shipped' | 'delivered',
  evidence: Fact,
  whole: Whole,
): Saying => {
  const trouble = last(facts, 'shipment.exception', 'shipment.returned_to_sender', 'shipment.delivered');
  if (trouble?.type === 'shipment.returned_to_sender') return { state: 'returned', evidence: trouble };
  if (trouble?.type === 'shipment.exception') return { state: 'exception', evidence: trouble };
  const said = new Set(facts);
  let done = 0n;
  let countable = whole.pieces !== null;
  for (const shipment of whole.shipments) {
    const moved = shipment.facts.some(
      (fact) => said.has(fact) && hasReached(progressOf(fact.type) ?? null, progress),
    );
    if (moved && shipment.listed.size === 0) countable = false;
    if (moved) for (const quantity of shipment.listed.values()) done += quantity;
  }
  const of = whole.pieces;
  const full: SystemState = evidence.type === 'shipment.in_transit' ? 'in_transit' : progress;
  // A carrier sees its own parcels, never the whole order.
  if (!countable || of === null || evidence.kind === 'carrier') return { state: full, evidence };
  return { state: done < of ? `partly_${progress}` : full, evidence, done, of, unit: 'pieces' };
};
