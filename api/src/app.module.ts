import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { KeysController } from './access/keys.controller.ts';
import { KeysService } from './access/keys.service.ts';
import { SessionController } from './access/session.controller.ts';
import { SessionService } from './access/session.service.ts';
import { AuditInterceptor } from './audit/audit.interceptor.ts';
import { AuditService } from './audit/audit.service.ts';
import { CatalogController } from './catalog/catalog.controller.ts';
import { DetectionService } from './detection/detection.service.ts';
import { RulesController } from './detection/rules.controller.ts';
import { ExceptionsController } from './exceptions/exceptions.controller.ts';
import { FeedsController } from './feeds/feeds.controller.ts';
import { AccessGuard } from './http/access.guard.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { StatsController } from './kpi/stats.controller.ts';
import { IdentityService } from './lifecycle/identity.service.ts';
import { OrderController } from './lifecycle/order.controller.ts';
import { OrdersService } from './lifecycle/orders.service.ts';
import { ResolveService } from './lifecycle/resolve.service.ts';
import { WorldsService } from './lifecycle/worlds.service.ts';
import { LiveController } from './live/live.controller.ts';
import { LiveService } from './live/live.service.ts';
import { LOG, METRICS, OPTIONS, type Options } from './ports.ts';
import { OrdersController } from './search/orders.controller.ts';
import type { Metrics } from './service/metrics.ts';
import { ServiceController } from './service/service.controller.ts';

/** Every controller of the api; a test walks their handlers. */
export const CONTROLLERS: Type[] = [
  OrdersController,
  OrderController,
  StatsController,
  ExceptionsController,
  RulesController,
  LiveController,
  FeedsController,
  CatalogController,
  SessionController,
  KeysController,
  ServiceController,
];

/** The api as Nest wires it. */
@Module({})
export class AppModule {}

/** The module over what `createApi` was given. */
export const appModule = (options: Options, metrics: Metrics): DynamicModule => ({
  module: AppModule,
  controllers: CONTROLLERS,
  providers: [
    { provide: OPTIONS, useValue: options },
    { provide: LOG, useValue: options.log },
    { provide: METRICS, useValue: metrics },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_INTERCEPTOR, useClass: AuditInterceptor },
    AuditService,
    DetectionService,
    IdentityService,
    KeysService,
    LiveService,
    OrdersService,
    ResolveService,
    SessionService,
    WorldsService,
  ],
});
