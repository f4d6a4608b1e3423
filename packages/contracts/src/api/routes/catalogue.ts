import {
  AttributeParamsSchema,
  AttributeValuesSchema,
  CatalogSchema,
  ContractParamsSchema,
} from '../catalog.ts';
import type { Route } from '../route.ts';
import { V1 } from '../v1.ts';

/** Words, attributes and contracts. */
export const CATALOGUE_ROUTES = {
  getCatalog: {
    method: 'GET',
    path: `${V1}/catalog`,
    access: 'viewer',
    tag: 'catalogue',
    summary: 'Event types, key namespaces, attributes and words',
    response: CatalogSchema,
  },
  getAttributeValues: {
    method: 'GET',
    path: `${V1}/catalog/attributes/{name}`,
    access: 'viewer',
    tag: 'catalogue',
    summary: 'Values of an attribute over orders',
    params: AttributeParamsSchema,
    response: AttributeValuesSchema,
  },
  getContract: {
    method: 'GET',
    path: '/contracts/{type}/{version}',
    access: 'open',
    tag: 'catalogue',
    summary: 'JSON Schema of an event type',
    params: ContractParamsSchema,
    contentType: 'application/schema+json',
    problems: [404],
  },
} as const satisfies Record<string, Route>;
