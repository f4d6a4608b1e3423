import { LIFE_ROOTS, type LifeRoot, type OrderKey, type OrderRow } from '@throughline/contracts';
import { compareEvents, toCorrelationId } from '@throughline/domain';
import type { OrderFact, OrderRead } from '../lifecycle/orders.service.ts';
import { isLate, standingPromise } from '../lifecycle/standing-promise.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Business ids of an order, each once, in the order of its keys. */
export const namesOf = ({ keys }: Pick<OrderRead, 'keys'>): OrderKey[] => {
  const names = new Map<string, OrderKey>();
  for (const { namespace, value, scope, role } of keys) {
    const place = `${namespace}\0${scope}\0${value}`;
    if (!names.has(place)) names.set(place, { namespace, value, scope, role });
  }
  return [...names.values()];
};

/** What an order is called: its first business id, else its correlation id. */
export const nameOf = (order: Pick<OrderRead, 'keys' | 'life'>): string =>
  order.keys.find(({ namespace, role }) => role === 'identity' && namespace !== 'correlation')?.value ??
  order.keys[0]?.value ??
  toCorrelationId(order.life);

/** What a life is rooted in, as its facts tell; an order until one tells otherwise. */
export const rootOf = ({ facts }: Pick<OrderRead, 'facts'>): LifeRoot => {
  const ranks = facts.map(({ root }) => LIFE_ROOTS.indexOf(root as LifeRoot)).filter((rank) => rank >= 0);
  return LIFE_ROOTS[Math.min(...ranks)] ?? 'order';
};

/** When a fact counts from: by its source's clock, or by ours where that is out of range. UTC ms. */
export const reachedAt = ({ clockOutOfRange, observedAt, occurredAt }: OrderFact): number =>
  clockOutOfRange ? observedAt : occurredAt;

/** What was told last of each attribute; as the rollup of lives picks it. */
const attributesOf = (facts: readonly OrderFact[]): Record<string, string> => {
  const told = [...facts].sort((a, b) => a.occurredAt - b.occurredAt || (a.eventKey < b.eventKey ? -1 : 1));
  return Object.assign({}, ...told.map(({ data }) => data.attributes)) as Record<string, string>;
};

/** An order as lists show it. */
export const orderRow = (order: OrderRead, at: number | null): OrderRow => {
  const { lifecycle } = order;
  const at_ = (progress: string): string | null => {
    const milestone = lifecycle.milestones.find((each) => each.progress === progress);
    return milestone ? iso(milestone.occurredAt) : null;
  };
  const standing = standingPromise(lifecycle, order.facts);
  const facts = at === null ? order.facts : order.facts.filter((fact) => reachedAt(fact) <= at);
  const newest = facts.reduce((last, fact) => (compareEvents(fact, last) > 0 ? fact : last));
  return {
    correlationId: toCorrelationId(order.life),
    root: rootOf(order),
    name: nameOf(order),
    keys: namesOf(order).slice(0, 20),
    progress: lifecycle.progress,
    open: lifecycle.open,
    health: lifecycle.health,
    blocked: lifecycle.blocked,
    late: isLate(lifecycle, standing),
    placedAt: at_('placed'),
    shippedAt: at_('shipped'),
    deliveredAt: at_('delivered'),
    firstEventAt: iso(lifecycle.firstAt ?? newest.observedAt),
    lastEventAt: iso(lifecycle.lastAt ?? newest.observedAt),
    lastObservedAt: iso(lifecycle.lastObservedAt ?? newest.observedAt),
    lastEventType: newest.type,
    promise: standing && {
      kind: standing.promise.kind,
      due: iso(standing.promise.due),
      by: standing.promise.by,
    },
    value: lifecycle.money
      .filter(({ stage, basis }) => stage === 'ordered' && basis === 'shop')
      .map(({ currency, total }) => ({ currency, amount: total })),
    systems: [...new Set(lifecycle.systems.map(({ source }) => source))].sort(),
    events: lifecycle.events,
    attributes: attributesOf(facts),
  };
};
