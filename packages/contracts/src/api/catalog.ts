import * as z from 'zod';
import { KeyNamespaceSchema } from '../keys.ts';

const words = z.array(z.string());

/** Answer of `GET /catalog`: the words that every part of the product uses. */
export const CatalogSchema = z
  .object({
    contractVersion: z.string(),
    eventTypes: z.array(
      z.object({
        type: z.string(),
        domain: z.string(),
        rank: z.number().int(),
        standing: z.boolean().meta({ description: 'About no single order.' }),
        contract: z.string().meta({ description: 'Address of its JSON Schema.' }),
      }),
    ),
    namespaces: z.array(KeyNamespaceSchema.extend({ declared: z.enum(['built-in', 'workspace']) })),
    attributes: words.meta({ description: 'Attributes seen on orders; each can be filtered by.' }),
    systems: words,
    sources: words.meta({ description: 'Sources seen.' }),
    objectTypes: words,
    lifeRoots: words,
    keyRoles: words,
    progress: words,
    finalProgress: words,
    health: words,
    clockStates: words,
    outcomes: words,
    errorClasses: words,
    documentTypes: words,
    promiseKinds: words,
    roles: words,
  })
  .meta({ id: 'Catalog' });
export type Catalog = z.infer<typeof CatalogSchema>;

export const AttributeParamsSchema = z.object({ name: z.string().regex(/^[A-Za-z0-9_.-]{1,80}$/) });

/** Answer of `GET /catalog/attributes/{name}`: its values over orders, most frequent first, at most 200. */
export const AttributeValuesSchema = z
  .object({ name: z.string(), values: z.array(z.object({ value: z.string(), orders: z.number().int() })) })
  .meta({ id: 'AttributeValues' });
export type AttributeValues = z.infer<typeof AttributeValuesSchema>;

export const ContractParamsSchema = z.object({
  type: z.string().max(200),
  version: z.string().regex(/^[0-9]+\.json$/, '"<version>.json"'),
});

/** Answer of `/healthz` and `/readyz`. */
export const HealthSchema = z
  .object({
    status: z.enum(['ok', 'not ready']),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'ServiceHealth' });
export type ServiceHealth = z.infer<typeof HealthSchema>;
