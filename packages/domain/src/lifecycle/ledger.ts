import {
  type Amount,
  type AuthorityDomain,
  type DocumentRef,
  MONEY_STAGES,
  type MoneyRow,
  type MoneyStage,
} from '@throughline/contracts';
import { formatMoney, parseDecimal } from '../money.ts';
import { type Fact, objectOf } from './facts.ts';
import { orderingFacts } from './lines.ts';
import type { LifecyclePolicy } from './policy.ts';

/** Exact money of one component, in millionths; a null component is money without a breakdown. */
export type Entry = Pick<Amount, 'basis' | 'currency'> & {
  component: Amount['component'] | null;
  tender: string | null;
  micros: bigint;
};

const DOMAIN_OF: Readonly<Record<MoneyStage, AuthorityDomain>> = {
  ordered: 'price',
  authorized: 'payment',
  captured: 'payment',
  invoiced: 'invoice',
  refunded: 'refund',
  credited: 'credit',
};
const STAGE_OF: Readonly<Record<string, MoneyStage>> = {
  'payment.authorized': 'authorized',
  'payment.captured': 'captured',
  'refund.issued': 'refunded',
};
const DOCUMENT_STAGE: Partial<Record<DocumentRef['type'], MoneyStage>> = {
  invoice: 'invoiced',
  cash_sale: 'invoiced',
  credit_memo: 'credited',
  cash_refund: 'credited',
};

const entry = (amount: Amount): Entry => ({
  component: amount.component,
  tender: amount.tender ?? null,
  basis: amount.basis,
  currency: amount.currency,
  micros: parseDecimal(amount.amount),
});

/**
 * Money of one fact: its components; where it only states a total, that total; else its lines'. What the stated total
 * has beyond its components stays, without a component, so that rows add up to what the system said.
 */
export const entriesOf = (fact: Fact): readonly Entry[] => {
  const known = parsed.get(fact);
  if (known) return known;
  const entries = readEntries(fact);
  parsed.set(fact, entries);
  return entries;
};

const parsed = new WeakMap<Fact, readonly Entry[]>();

const readEntries = (fact: Fact): readonly Entry[] => {
  const { data } = fact.event;
  const { share } = fact.event;
  if (share?.amounts) return share.amounts.map(entry);
  if (!share && data.document?.grain === 'consolidated') return [];
  const entries = share ? [] : data.amounts.map(entry);
  if (!share && data.amount !== undefined && data.currency !== undefined) {
    let rest = parseDecimal(data.amount);
    for (const known of entries) {
      if (known.basis === 'shop' && known.currency === data.currency) rest -= known.micros;
    }
    if (rest !== 0n) {
      entries.push({ component: null, tender: null, basis: 'shop', currency: data.currency, micros: rest });
    }
  }
  return entries.length > 0 ? entries : fact.lines.flatMap((line) => line.amounts ?? []).map(entry);
};

/** The stage of money that a fact adds to, if any. */
export const stageOf = (fact: Fact): MoneyStage | undefined => {
  if (fact.type !== 'posting.succeeded') return STAGE_OF[fact.type];
  const { document } = fact.event.data;
  return document && DOCUMENT_STAGE[document.type];
};

/** The last statement of what was ordered: an edit that names money replaces all before it. */
const orderedEntries = (counting: readonly Fact[], policy: LifecyclePolicy): readonly Entry[] => {
  const ordering = orderingFacts(counting, policy.authority.price, (fact) => entriesOf(fact).length > 0);
  const whole = ordering.findLast(
    (fact) => fact.event.data.amounts.length > 0 || fact.event.data.amount !== undefined,
  );
  const last = whole ?? ordering.at(-1);
  return last ? entriesOf(last) : [];
};

/** Postings without those whose document was reversed by number, and authorisations without those that were let go. */
const stillStanding = (facts: readonly Fact[], counting: readonly Fact[], stage: MoneyStage): Fact[] => {
  const undone = stage === 'authorized' ? ['payment.voided', 'payment.expired'] : ['posting.reversed'];
  const undoing = counting.filter((fact) => undone.includes(fact.type) && !fact.event.corrects);
  if (undoing.length === 0) return [...facts];
  const captured = (name: string): boolean =>
    stage === 'authorized' &&
    counting.some((fact) => fact.type === 'payment.captured' && nameOf(fact, stage) === name);
  return facts.filter((fact) => {
    const name = nameOf(fact, stage);
    if (name === undefined || captured(name)) return true;
    return !undoing.some((by) => by.source === fact.source && nameOf(by, stage) === name);
  });
};

const nameOf = (fact: Fact, stage: MoneyStage): string | undefined => {
  if (stage === 'authorized') return objectOf(fact, 'payment', 'psp.payment');
  const { document } = fact.event.data;
  return document?.number === undefined ? undefined : `${document.type} ${document.number}`;
};

/** Entries of a stage: the authority's word, and from others only stored value, which the authority never sees. */
export const stageEntries = (
  stage: MoneyStage,
  counting: readonly Fact[],
  policy: LifecyclePolicy,
): readonly Entry[] => {
  if (stage === 'ordered') return orderedEntries(counting, policy);
  const facts = counting.filter((fact) => stageOf(fact) === stage);
  const telling = facts.filter((fact) => entriesOf(fact).length > 0);
  const kind =
    policy.authority[DOMAIN_OF[stage]].find((candidate) => telling.some((fact) => fact.kind === candidate)) ??
    telling[0]?.kind;
  return stillStanding(telling, counting, stage).flatMap((fact) =>
    fact.kind === kind
      ? entriesOf(fact)
      : entriesOf(fact).filter(({ component }) => component === 'stored_value'),
  );
};

/** Money of every stage, one row per currency and basis, never summed across them. */
export const moneyOf = (counting: readonly Fact[], policy: LifecyclePolicy): MoneyRow[] =>
  MONEY_STAGES.flatMap((stage) => {
    const groups = Map.groupBy(
      stageEntries(stage, counting, policy),
      ({ currency, basis }) => `${basis === 'shop' ? '' : basis} ${currency}`,
    );
    return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entries]) => rowOf(stage, entries));
  });

const rowOf = (stage: MoneyStage, entries: readonly Entry[]): MoneyRow => {
  const { currency, basis } = entries[0]!;
  const components = new Map<string, Entry>();
  let total = 0n;
  for (const each of entries) {
    total += each.micros;
    const name = `${each.component ?? ''} ${each.tender ?? ''}`;
    const known = components.get(name);
    if (known) known.micros += each.micros;
    else components.set(name, { ...each });
  }
  return {
    stage,
    currency,
    basis,
    total: formatMoney(total, currency),
    components: [...components]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, each]) => ({
        component: each.component,
        tender: each.tender,
        amount: formatMoney(each.micros, currency),
      })),
  };
};
