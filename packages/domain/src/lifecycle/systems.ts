import {
  AUTHORITY_DOMAINS,
  type AuthorityDomain,
  BUILT_IN_NAMESPACES,
  type SystemKind,
  type SystemStatus,
} from '@throughline/contracts';
import { formatDecimal, formatMoney } from '../money.ts';
import { type Fact, type Facts, saidOf } from './facts.ts';
import type { LifecyclePolicy } from './policy.ts';
import { firstFacts, milestonesOf, progressAt } from './progress.ts';
import { goodsSaying, ledgerSaying, moneySaying, type Saying, type Whole } from './system-state.ts';

const WEAK: ReadonlySet<string> = new Set(
  BUILT_IN_NAMESPACES.filter(({ role }) => role === 'weak').map(({ namespace }) => namespace),
);

const decidedBy = (kind: SystemKind, policy: LifecyclePolicy): AuthorityDomain[] =>
  AUTHORITY_DOMAINS.filter((domain) => policy.authority[domain].includes(kind));

const speaksOf = (source: string, domain: AuthorityDomain, policy: LifecyclePolicy): boolean =>
  policy.speaks?.[source]?.includes(domain) ?? false;

/** Every system that spoke in this life: what it says by its own events alone. In the order in which they first spoke. */
export const systemsOf = (
  facts: Facts,
  whole: Omit<Whole, 'speaksOfShipping'>,
  policy: LifecyclePolicy,
): SystemStatus[] => {
  const counting = Map.groupBy(facts.counting, ({ source }) => source);
  return [...Map.groupBy(facts.all, ({ source }) => source)].map(([source, all]) => {
    const own = counting.get(source) ?? [];
    const speaksOfShipping = speaksOf(source, 'ship', policy);
    return statusOf(source, all, own, { ...whole, speaksOfShipping }, policy);
  });
};

const sayingOf = (source: string, kind: SystemKind, own: Fact[], all: Fact[], whole: Whole): Saying => {
  const goods = (): Saying | undefined => goodsSaying(own, source, whole);
  const money = (): Saying | undefined => moneySaying(own, whole);
  const ledger = (): Saying | undefined => ledgerSaying(own, all, whole);
  const order =
    kind === 'psp'
      ? [money, ledger, goods]
      : kind === 'erp'
        ? [ledger, goods, money]
        : [goods, money, ledger];
  for (const ask of order) {
    const saying = ask();
    if (saying) return saying;
  }
  const ticket = own.findLast((fact) => fact.type.startsWith('ticket.'));
  if (ticket)
    return { state: ticket.type === 'ticket.opened' ? 'ticket_open' : 'ticket_closed', evidence: ticket };
  return { state: 'noted', evidence: own.at(-1) ?? all.at(-1)! };
};

const partOf = ({ done, of, unit }: Saying): SystemStatus['part'] => {
  if (done === undefined || of === undefined || unit === undefined) return null;
  const format = (value: bigint): string =>
    unit === 'pieces' ? formatDecimal(value) : formatMoney(value, unit);
  return { done: format(done), of: format(of), unit };
};

const statusOf = (
  source: string,
  all: Fact[],
  own: Fact[],
  whole: Whole,
  policy: LifecyclePolicy,
): SystemStatus => {
  const { kind } = all[0]!;
  const saying = sayingOf(source, kind, own, all, whole);
  const believable = all.filter((fact) => fact.inRange);
  return {
    source,
    kind,
    state: saying.state,
    part: partOf(saying),
    evidence: saidOf(saying.evidence),
    lastSpokeAt: (believable.length > 0 ? believable : all).reduce(
      (at, fact) => Math.max(at, fact.occurredAt),
      0,
    ),
    lastObservedAt: all.reduce((at, fact) => Math.max(at, fact.event.observedAt), 0),
    events: all.length,
    progress: progressAt(own),
    milestones: milestonesOf(firstFacts(own)),
    keys: keysOf(all),
    decides: decidedBy(kind, policy),
    revision: own.findLast((fact) => fact.event.revision !== undefined)?.event.revision ?? null,
    failing: failingOf(all),
  };
};

const keysOf = (facts: readonly Fact[]): SystemStatus['keys'] => {
  const keys = new Map<string, SystemStatus['keys'][number]>();
  for (const fact of facts) {
    for (const { namespace, scope, value } of fact.event.data.keys) {
      if (WEAK.has(namespace)) continue;
      const name = `${namespace}\0${scope ?? ''}\0${value}`;
      if (!keys.has(name)) keys.set(name, { namespace, scope: scope ?? null, value });
    }
  }
  return [...keys.values()];
};

const FAILING_TYPES = /\.(failed|rejected|reservation_failed|cancel_rejected|dead_lettered)$/;

/** The last failure that no later success of the same object kind made good. */
const failingOf = (all: readonly Fact[]): SystemStatus['failing'] => {
  const failed = (fact: Fact): boolean => fact.event.outcome !== 'ok' || FAILING_TYPES.test(fact.type);
  const fact = all.findLast(failed);
  if (!fact) return null;
  const family = fact.type.slice(0, fact.type.indexOf('.'));
  const after = all.slice(all.indexOf(fact) + 1);
  if (after.some((later) => later.type.startsWith(`${family}.`) && !failed(later))) return null;
  const { error } = fact.event.data;
  return {
    fact: saidOf(fact),
    class: error?.class ?? null,
    code: error?.code ?? null,
    message: error?.message ?? null,
  };
};
