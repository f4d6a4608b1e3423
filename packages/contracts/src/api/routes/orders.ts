import { AcceptedSchema, CutBodySchema, IdentitySchema } from '../identity.ts';
import {
  OrderEventParamsSchema,
  OrderParamsSchema,
  OrderQuerySchema,
  OrderSchema,
  PayloadSchema,
} from '../order.ts';
import { OrdersPageSchema, OrdersQuerySchema } from '../orders.ts';
import type { Route } from '../route.ts';
import { V1 } from '../v1.ts';

/** Orders, and why events are one order. */
export const ORDERS_ROUTES = {
  listOrders: {
    method: 'GET',
    path: `${V1}/orders`,
    access: 'viewer',
    tag: 'orders',
    summary: 'Find and list orders',
    description:
      'By any business id (whole or its beginning), stage, attributes, promise kept or not, and time placed.',
    query: OrdersQuerySchema,
    response: OrdersPageSchema,
  },
  getOrder: {
    method: 'GET',
    path: `${V1}/orders/{id}`,
    access: 'viewer',
    tag: 'orders',
    summary: 'One order, whole',
    description:
      'Lifecycle, events with both times, and why they belong together. 409 lists the orders meant.',
    params: OrderParamsSchema,
    query: OrderQuerySchema,
    response: OrderSchema,
    problems: [404, 409],
  },
  getOrderIdentity: {
    method: 'GET',
    path: `${V1}/orders/{id}/identity`,
    access: 'viewer',
    tag: 'orders',
    summary: 'Why these events are one order',
    params: OrderParamsSchema,
    query: OrderQuerySchema,
    response: IdentitySchema,
    problems: [404, 409],
  },
  cutOrderIdentity: {
    method: 'POST',
    path: `${V1}/orders/{id}/identity/cuts`,
    access: 'operator',
    tag: 'orders',
    summary: 'Make a key join nothing, or let it join again',
    params: OrderParamsSchema,
    body: CutBodySchema,
    response: AcceptedSchema,
    status: 202,
    problems: [404, 409, 503],
  },
  getOrderPayload: {
    method: 'GET',
    path: `${V1}/orders/{id}/events/{eventKey}/payload`,
    access: 'operator',
    tag: 'orders',
    summary: 'Open the original bytes of an event',
    params: OrderEventParamsSchema,
    response: PayloadSchema,
    problems: [404, 409, 410],
    audited: true,
  },
} as const satisfies Record<string, Route>;
