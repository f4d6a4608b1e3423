import { Inject, Injectable } from '@nestjs/common';
import { BUILT_IN_NAMESPACES, type Identity, type OrderEvent } from '@throughline/contracts';
import { toCorrelationId } from '@throughline/domain';
import { eventLinksOf } from '@throughline/store';
import { conflictHistory, cutHistory, joinHistory } from '@throughline/store/orders';
import { OPTIONS, type Options } from '../ports.ts';
import { rootOf } from '../search/order-row.ts';
import { toHex } from './order-event.ts';
import type { OrderFact, OrderRead } from './orders.service.ts';
import { whyOf } from './why.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const LABELS = new Map(BUILT_IN_NAMESPACES.map(({ namespace, label }) => [namespace, label]));
const labelOf = (namespace: string): string => LABELS.get(namespace) ?? namespace;
const many = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** Why the facts of an order belong together, and why each of them is in it. */
@Injectable()
export class IdentityService {
  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /** The identity of an order, with what was known at `knownAt` (UTC ms; null: now), and the why of each fact. */
  async of(
    workspace: number,
    order: OrderRead,
    knownAt: number | null,
  ): Promise<{ identity: Identity; why: (fact: OrderFact) => OrderEvent['why'] }> {
    const { clickhouse } = this.options.store;
    const [joins, conflicts, cuts, links] = await Promise.all([
      joinHistory(clickhouse, workspace, order.members),
      conflictHistory(clickhouse, workspace, order.members),
      cutHistory(clickhouse, workspace, [...new Set(order.keys.map(({ value }) => value))]),
      eventLinksOf(clickhouse, workspace, order.members, knownAt ?? undefined),
    ]);
    const known = ({ observedAt }: { observedAt: number }): boolean =>
      knownAt === null || observedAt <= knownAt;
    const ofOrder = ({
      namespace,
      value,
      scope,
    }: {
      namespace: string;
      value: string;
      scope: string;
    }): boolean =>
      order.keys.some((key) => key.namespace === namespace && key.value === value && key.scope === scope);
    const keys = this.keys(order);
    const standing = conflicts.filter((each) => each.standing && known(each));
    const identity: Identity = {
      correlationId: toCorrelationId(order.life),
      root: rootOf(order),
      finding:
        `${many(order.lifecycle.events, 'event')} ${order.lifecycle.events === 1 ? 'is' : 'are'} one order by ` +
        `${many(keys.filter(({ role }) => role === 'identity' || role === 'part').length, 'key')}, ` +
        (standing.length === 0 ? 'no conflict' : many(standing.length, 'conflict')),
      lives: order.members.map(toCorrelationId),
      keys,
      joins: joins.filter(known).map(({ loser, survivor, eventKey, observedAt, ...key }) => ({
        ...key,
        loser: toCorrelationId(loser),
        survivor: toCorrelationId(survivor),
        eventKey: eventKey === 0n ? null : toHex(eventKey),
        observedAt: iso(observedAt),
      })),
      conflicts: conflicts.filter(known).map(({ lives, observedAt, ...conflict }) => ({
        ...conflict,
        lives: lives.map(toCorrelationId),
        observedAt: iso(observedAt),
      })),
      cuts: cuts
        .filter((cut) => ofOrder(cut) && known(cut))
        .map(({ observedAt, ...cut }) => ({ ...cut, observedAt: iso(observedAt) })),
      links: links.map(({ namespace, value, scope, eventKey, home, occurredAt, net }) => ({
        namespace,
        value,
        scope,
        eventKey: toHex(eventKey),
        home: home === 0n ? null : toCorrelationId(home),
        type: order.facts.find((fact) => fact.eventKey === eventKey)?.type ?? '',
        occurredAt: iso(occurredAt),
        standing: net > 0,
      })),
    };
    const evidence = { keys: order.keys, joins: joins.filter(known), links, labelOf };
    return { identity, why: (fact) => whyOf(fact, order.life, evidence) };
  }

  private keys(order: OrderRead): Identity['keys'] {
    const carried = Map.groupBy(
      order.facts.flatMap((fact) =>
        fact.data.keys.map((key) => ({ fact, place: `${key.namespace}\0${key.value}` })),
      ),
      ({ place }) => place,
    );
    const byKey = Map.groupBy(
      order.keys,
      ({ namespace, value, scope }) => `${namespace}\0${value}\0${scope}`,
    );
    return [...byKey.values()].flatMap((rows) => {
      const [first] = rows;
      if (!first) return [];
      const { namespace, value, scope, role, eventKey, occurredAt } = first;
      const fact = order.facts.find((each) => each.eventKey === eventKey);
      return [
        {
          namespace,
          value,
          scope,
          role,
          firstEventKey: toHex(eventKey),
          firstSource: fact?.source ?? '',
          firstType: fact?.type ?? '',
          occurredAt: iso(occurredAt),
          observedAt: iso(fact?.observedAt ?? occurredAt),
          events: new Set(carried.get(`${namespace}\0${value}`)?.map(({ fact: { eventKey: key } }) => key))
            .size,
          lives: [...new Set(rows.map(({ life }) => toCorrelationId(life)))],
        },
      ];
    });
  }
}
