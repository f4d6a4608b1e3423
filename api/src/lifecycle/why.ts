import type { OrderEvent } from '@throughline/contracts';
import { toCorrelationId } from '@throughline/domain';
import type { EventLink, KeyOnLife } from '@throughline/store';
import type { JoinHistory } from '@throughline/store/orders';
import type { OrderFact } from './orders.service.ts';

type Why = OrderEvent['why'][number];

/** What a why is told from: the order's keys, standing joins, links of events, and names of namespaces for people. */
export type Evidence = {
  keys: readonly KeyOnLife[];
  joins: readonly JoinHistory[];
  links: readonly EventLink[];
  labelOf: (namespace: string) => string;
};

/** Why a fact belongs to its order: each key that brought it, a link, and the join of the life that it is stored under. */
export const whyOf = (fact: OrderFact, life: bigint, evidence: Evidence): Why[] => {
  const { keys, joins, links, labelOf } = evidence;
  const why: Why[] = [];
  const link =
    fact.home === fact.ofLife
      ? undefined
      : links.find((each) => each.eventKey === fact.eventKey && each.life === fact.ofLife && each.net > 0);
  if (link) {
    const { namespace, value, scope } = link;
    why.push({
      kind: 'link',
      namespace,
      value,
      scope,
      text: `It carries ${labelOf(namespace)} ${value}, which this order shares.`,
    });
  } else {
    for (const { namespace, value } of fact.data.keys) {
      const key = keys.find((each) => each.namespace === namespace && each.value === value);
      if (key?.role !== 'identity' && key?.role !== 'part') continue;
      const text =
        key.role === 'identity'
          ? `It carries ${labelOf(namespace)} ${value}, which names this order.`
          : `It carries ${labelOf(namespace)} ${value}, a piece of this order.`;
      why.push({ kind: key.role, namespace, value, scope: key.scope, text });
    }
    if (fact.correlationId) {
      why.push({
        kind: 'explicit',
        namespace: 'correlation',
        value: fact.correlationId,
        scope: '',
        text: `Its sender gave the correlation id ${fact.correlationId}.`,
      });
    }
  }
  if (fact.ofLife !== life) {
    const join = joins.find(
      ({ standing, loser, survivor }) => standing && (loser === fact.ofLife || survivor === fact.ofLife),
    );
    if (join) {
      const { namespace, value, scope } = join;
      why.push({
        kind: 'join',
        namespace,
        value,
        scope,
        text: `It came in as ${toCorrelationId(fact.ofLife)}, which ${labelOf(namespace)} ${value} showed to be this order.`,
      });
    }
  }
  return why.length > 0
    ? why
    : [{ kind: 'none', namespace: null, value: null, scope: null, text: 'It was stored under this order.' }];
};
