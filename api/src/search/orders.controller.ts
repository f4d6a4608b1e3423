import { Controller, Inject } from '@nestjs/common';
import { type OrderSort, type OrdersPage, ROUTES, type RouteInput } from '@throughline/contracts';
import { fromCorrelationId } from '@throughline/domain';
import { findKeys } from '@throughline/store';
import { listOrders, membersOf, type OrderFilter, type Place, type World } from '@throughline/store/orders';
import { type Caller, From } from '../http/caller.ts';
import { cursorOf, placeOf } from '../http/cursor.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { maybeMillis, millis, refuseKnownAt } from '../http/instants.ts';
import { badRequest } from '../http/problem.ts';
import { OrdersService } from '../lifecycle/orders.service.ts';
import { WorldsService } from '../lifecycle/worlds.service.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { orderRow } from './order-row.ts';

type Query = RouteInput<typeof ROUTES.listOrders>['query'];

/** Lives looked at one by one; beginnings that name more are not narrow enough to be an id. */
const MAX_FOUND = 10_000;

/** The part of a query that says which orders are meant. */
export const filterOf = (query: Omit<Query, 'id' | 'exact' | 'sort' | 'limit' | 'cursor'>): OrderFilter => ({
  root: query.root ?? 'order',
  progress: query.progress,
  open: query.open,
  blocked: query.blocked,
  late: query.late,
  placedFrom: maybeMillis(query.placedFrom),
  placedTo: maybeMillis(query.placedTo),
  attr: query.attr,
  exclude: query.exclude,
});

/** Finding and listing orders. */
@Controller()
export class OrdersController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(WorldsService) private readonly worlds: WorldsService,
    @Inject(OrdersService) private readonly orders: OrdersService,
  ) {}

  @Endpoint(ROUTES.listOrders)
  async list(
    @Input() { query }: RouteInput<typeof ROUTES.listOrders>,
    @From() { workspace }: Caller,
  ): Promise<OrdersPage> {
    refuseKnownAt(query.knownAt);
    // Three parts: the instant that clocks are judged at, kept over all pages, then value and life of the last row.
    const place = placeOf(query.cursor, query, 3);
    const now = place ? Number(place[0]) : this.options.clock();
    const world = await this.worlds.world(workspace, millis(query.at));
    const filter = filterOf(query);
    if (query.id !== undefined) {
      filter.root = query.root;
      filter.lives = await this.find(world, query.id, query.exact);
    }
    const judgedAt = world.at ?? now;
    const { total, places } = await listOrders(this.options.store.clickhouse, world, {
      filter,
      sort: query.sort satisfies OrderSort,
      judgedAt,
      limit: query.limit + 1,
      after: place ? { value: Number(place[1]), life: BigInt(place[2] ?? 0) } : null,
    });
    const shown = places.slice(0, query.limit);
    const read = await this.orders.read(
      world,
      shown.map(({ life }) => life),
      { knownAt: null, now },
    );
    return {
      items: read.map((order) => orderRow(order, world.at)),
      total,
      nextCursor: places.length > query.limit ? nextOf(query, now, shown) : null,
      asOf: { at: new Date(judgedAt).toISOString(), knownAt: null },
    };
  }

  /** Stored ids of the lives that a business id, its beginning, or a correlation id names. */
  private async find(world: World, id: string, exact: boolean): Promise<bigint[]> {
    const life = fromCorrelationId(id);
    const byCorrelation = life === null ? [] : membersOf(world.joins, life);
    const prefix = !exact && id.length > 1;
    const keys = await findKeys(this.options.store.clickhouse, world.workspace, id, {
      prefix,
      limit: MAX_FOUND + 1,
    });
    if (keys.length > MAX_FOUND) {
      throw badRequest(
        '/query/id',
        `${id} begins the ids of more than ${MAX_FOUND} orders`,
        'Give more of it, or `exact=true`.',
      );
    }
    return [...new Set([...byCorrelation, ...keys.flatMap(({ life }) => membersOf(world.joins, life))])];
  }
}

const nextOf = (query: Query, now: number, shown: readonly Place[]): string | null => {
  const last = shown.at(-1);
  return last ? cursorOf(query, [String(now), String(last.value), String(last.life)]) : null;
};
