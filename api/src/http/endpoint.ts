import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';
import type { Route } from '@throughline/contracts';

/** Metadata key under which a handler keeps its `Route`. A handler without it is refused by the access guard. */
export const ROUTE = 'throughline:route';

/** `{id}` → `:id`, the way the router writes parameters. */
const routerPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** Binds a handler to a route of the contracts: method, path, status, and who may call it. */
export const Endpoint = (route: Route): MethodDecorator =>
  applyDecorators(
    SetMetadata(ROUTE, route),
    RequestMapping({ path: routerPath(route.path), method: RequestMethod[route.method] }),
    HttpCode(route.status ?? 200),
  );
