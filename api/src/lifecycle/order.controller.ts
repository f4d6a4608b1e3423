import { Controller, Inject } from '@nestjs/common';
import {
  type CutBody,
  type Identity,
  type Order,
  type OrderQuery,
  type Payload,
  ROUTES,
  type RouteInput,
  toWireLifecycle,
} from '@throughline/contracts';
import { compareEvents, toCorrelationId } from '@throughline/domain';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { millis } from '../http/instants.ts';
import { notFound } from '../http/problem.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { nameOf, namesOf, reachedAt, rootOf } from '../search/order-row.ts';
import { IdentityService } from './identity.service.ts';
import { fromHex, orderEvent } from './order-event.ts';
import { type OrderRead, OrdersService } from './orders.service.ts';
import { openedPayload } from './payload.ts';
import { ResolveService } from './resolve.service.ts';

/** The most events that one answer carries; the lifecycle is over all of them. */
const MAX_EVENTS = 2000;

/** One order: whole, why it is one, and the bytes that brought its events. */
@Controller()
export class OrderController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(ResolveService) private readonly resolve: ResolveService,
    @Inject(OrdersService) private readonly orders: OrdersService,
    @Inject(IdentityService) private readonly identities: IdentityService,
  ) {}

  @Endpoint(ROUTES.getOrder)
  async order(
    @Input() { params, query }: RouteInput<typeof ROUTES.getOrder>,
    @From() { workspace }: Caller,
  ): Promise<Order> {
    const knownAt = millis(query.knownAt);
    const order = await this.one(workspace, params.id, query);
    const { identity, why } = await this.identities.of(workspace, order, knownAt);
    const at = millis(query.at);
    const facts = order.facts.filter((fact) => at === null || reachedAt(fact) <= at).sort(compareEvents);
    return {
      correlationId: toCorrelationId(order.life),
      root: rootOf(order),
      name: nameOf(order),
      names: namesOf(order),
      asOf: {
        at: new Date(order.lifecycle.judgedAt).toISOString(),
        knownAt: knownAt === null ? null : new Date(knownAt).toISOString(),
      },
      lifecycle: toWireLifecycle(order.lifecycle),
      events: facts.slice(-MAX_EVENTS).map((fact) => orderEvent(fact, why(fact))),
      eventsTotal: facts.length,
      identity,
    };
  }

  @Endpoint(ROUTES.getOrderIdentity)
  async identity(
    @Input() { params, query }: RouteInput<typeof ROUTES.getOrderIdentity>,
    @From() { workspace }: Caller,
  ): Promise<Identity> {
    const order = await this.one(workspace, params.id, query);
    return (await this.identities.of(workspace, order, millis(query.knownAt))).identity;
  }

  @Endpoint(ROUTES.cutOrderIdentity)
  async cut(
    @Input() { params, body }: RouteInput<typeof ROUTES.cutOrderIdentity>,
    @From() caller: Caller,
  ): Promise<{ accepted: true; detail: string }> {
    const order = await this.one(caller.workspace, params.id, {});
    if (!order.keys.some((key) => isThat(key, body))) {
      throw notFound(
        `This order has no key ${body.namespace} ${body.value}${body.scope && ` in ${body.scope}`}.`,
        'Take namespace, value and scope from its identity.',
      );
    }
    await this.options.collector('/internal/v1/cuts', {
      workspace: caller.workspace,
      ...body,
      by: caller.email ?? caller.name,
    });
    const done = body.action === 'cut' ? 'joins nothing' : 'joins again';
    return { accepted: true, detail: `${body.namespace} ${body.value} ${done}, as soon as it is drained.` };
  }

  @Endpoint(ROUTES.getOrderPayload)
  async payload(
    @Input() { params }: RouteInput<typeof ROUTES.getOrderPayload>,
    @From() { workspace }: Caller,
  ): Promise<Payload> {
    const order = await this.one(workspace, params.id, {});
    const key = fromHex(params.eventKey);
    const fact = order.facts.find(({ eventKey }) => eventKey === key);
    if (!fact) throw notFound('The order has no such event.', 'Take the event key from the order.');
    return openedPayload(this.options, workspace, fact.payloadId, fact.payloadIndex);
  }

  private async one(workspace: number, id: string, query: OrderQuery): Promise<OrderRead> {
    const knownAt = millis(query.knownAt);
    const world = await this.resolve.world(workspace, millis(query.at), knownAt);
    const life = await this.resolve.life(world, id, query);
    const [order] = await this.orders.read(world, [life], { knownAt, now: this.options.clock() });
    if (order) return order;
    const view = world.at !== null || knownAt !== null;
    throw notFound(
      view ? `Nothing was known of ${id} then.` : `No order has the id ${id}.`,
      view ? 'Ask for a later instant.' : 'Find it by part of an id: GET /api/v1/orders?id=…',
    );
  }
}

const isThat = (key: { namespace: string; value: string; scope: string }, body: CutBody): boolean =>
  key.namespace === body.namespace && key.value === body.value && key.scope === body.scope;
