import { HealthSchema } from '../catalog.ts';
import type { Route } from '../route.ts';
import { V1 } from '../v1.ts';

/** Health, metrics and the description itself. */
export const SERVICE_ROUTES = {
  openApi: {
    method: 'GET',
    path: `${V1}/openapi.json`,
    access: 'viewer',
    tag: 'service',
    summary: 'This description, OpenAPI 3.1',
    contentType: 'application/json',
  },
  docs: {
    method: 'GET',
    path: '/api/docs',
    access: 'viewer',
    tag: 'service',
    summary: 'This description, to read',
    contentType: 'text/html',
  },
  healthz: {
    method: 'GET',
    path: '/healthz',
    access: 'open',
    tag: 'service',
    summary: 'Whether the process lives',
    response: HealthSchema,
  },
  readyz: {
    method: 'GET',
    path: '/readyz',
    access: 'open',
    tag: 'service',
    summary: 'Whether it can answer: databases reachable, migrations done',
    response: HealthSchema,
    problems: [503],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'token',
    tag: 'service',
    summary: 'Prometheus metrics',
    contentType: 'text/plain',
  },
} as const satisfies Record<string, Route>;
