import type { Route } from '../route.ts';
import {
  OrderStatsQuerySchema,
  OrderStatsSchema,
  StageStatsQuerySchema,
  StageStatsSchema,
} from '../stats.ts';
import { V1 } from '../v1.ts';

/** Counts and times over orders. */
export const FIGURES_ROUTES = {
  orderStats: {
    method: 'GET',
    path: `${V1}/stats/orders`,
    access: 'viewer',
    tag: 'figures',
    summary: 'Counts of orders',
    query: OrderStatsQuerySchema,
    response: OrderStatsSchema,
  },
  stageStats: {
    method: 'GET',
    path: `${V1}/stats/stages`,
    access: 'viewer',
    tag: 'figures',
    summary: 'Hours between stages',
    query: StageStatsQuerySchema,
    response: StageStatsSchema,
  },
} as const satisfies Record<string, Route>;
