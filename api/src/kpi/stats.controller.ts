import { Controller, Inject } from '@nestjs/common';
import {
  type OrderStats,
  type Progress,
  ROUTES,
  type RouteInput,
  type StageStats,
} from '@throughline/contracts';
import { countOrders, stageHours } from '@throughline/store/orders';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { millis, refuseKnownAt } from '../http/instants.ts';
import { WorldsService } from '../lifecycle/worlds.service.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { filterOf } from '../search/orders.controller.ts';

/** Figures over the orders that a filter means; the same filter lists exactly those orders. */
@Controller()
export class StatsController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(WorldsService) private readonly worlds: WorldsService,
  ) {}

  @Endpoint(ROUTES.orderStats)
  async orderStats(
    @Input() { query }: RouteInput<typeof ROUTES.orderStats>,
    @From() { workspace }: Caller,
  ): Promise<OrderStats> {
    refuseKnownAt(query.knownAt);
    const world = await this.worlds.world(workspace, millis(query.at));
    const judgedAt = world.at ?? this.options.clock();
    const counts = await countOrders(this.options.store.clickhouse, world, filterOf(query), {
      judgedAt,
      olderThanHours: query.olderThan,
    });
    const { older, stages, handedOverBeforeApproval, deliveredBeforeHandedOver, ...rest } = counts;
    const { lifecycleFacts, promiseFacts, ...figures } = rest;
    return {
      asOf: { at: new Date(judgedAt).toISOString(), knownAt: null },
      ...figures,
      openNotHandedOverOlderThan: query.olderThan.map((hours, index) => ({
        hours,
        count: older[index] ?? 0,
      })),
      lateOrPastPromise: counts.late + counts.openPastPromise,
      outOfOrder: { handedOverBeforeApproval, deliveredBeforeHandedOver },
      byProgress: stages.map(({ progress, count, open }) => ({ progress, count, open })),
      facts: { lifecycle: lifecycleFacts, promises: promiseFacts },
    };
  }

  @Endpoint(ROUTES.stageStats)
  async stageStats(
    @Input() { query }: RouteInput<typeof ROUTES.stageStats>,
    @From() { workspace }: Caller,
  ): Promise<StageStats> {
    refuseKnownAt(query.knownAt);
    const world = await this.worlds.world(workspace, millis(query.at));
    const judgedAt = world.at ?? this.options.clock();
    const stages = query.stages.map((stage) => {
      const [from, to] = stage.split('-') as [Progress, Progress];
      return { from, to };
    });
    return {
      asOf: { at: new Date(judgedAt).toISOString(), knownAt: null },
      unit: 'h',
      stages: await stageHours(this.options.store.clickhouse, world, filterOf(query), stages, judgedAt),
    };
  }
}
