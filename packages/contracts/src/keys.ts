import * as z from 'zod';
import { KEY_ROLES, type KeyRole } from './words.ts';

/**
 * A namespace of business identifiers: which role its values play, which part of the source's name scopes them
 * (`instance`: the key's `scope`, else the event's source; `given`: the key's `scope`, else none),
 * and for how many days a value names the same thing (`null`: for ever).
 */
export const KeyNamespaceSchema = z.object({
  namespace: z.string().min(1).max(80),
  role: z.enum(KEY_ROLES),
  scoped: z.enum(['instance', 'given']).default('instance'),
  validDays: z.number().int().positive().nullable().default(null),
  label: z.string().max(80),
});
export type KeyNamespace = z.infer<typeof KeyNamespaceSchema>;

const ns = (
  namespace: string,
  role: KeyRole,
  label: string,
  scoped: KeyNamespace['scoped'] = 'instance',
  validDays: number | null = null,
): KeyNamespace => ({ namespace, role, scoped, validDays, label });

/** Namespaces every workspace knows; adapters and mappings declare more. An unknown one is `weak`. */
export const BUILT_IN_NAMESPACES: readonly KeyNamespace[] = [
  ns('correlation', 'identity', 'correlation id', 'given'),
  ns('order', 'identity', 'order id', 'given'),
  ns('shopify.order', 'identity', 'Shopify order id', 'given'),
  ns('commerce.order', 'identity', 'shop order id', 'given'),
  ns('oms.order', 'identity', 'OMS order id', 'given'),
  ns('marketplace.order', 'identity', 'marketplace order id', 'given'),
  ns('shopify.fulfillment_order', 'part', 'Shopify fulfilment order', 'given'),
  ns('shopify.fulfillment', 'part', 'Shopify fulfilment', 'given'),
  ns('fulfillment', 'part', 'fulfilment', 'given'),
  ns('shipment', 'part', 'shipment', 'given'),
  ns('wms.order', 'part', 'warehouse order', 'given'),
  ns('erp.sales_order', 'part', 'ERP sales order', 'given'),
  ns('erp.delivery', 'part', 'ERP delivery', 'given'),
  ns('refund', 'part', 'refund', 'given'),
  ns('return', 'part', 'return', 'given'),
  ns('payment', 'part', 'payment', 'given'),
  ns('psp.payment', 'part', 'PSP payment', 'given'),
  ns('tracking', 'part', 'tracking number', 'given', 120),
  ns('ticket', 'part', 'support ticket', 'given'),
  ns('erp.invoice', 'shared', 'ERP invoice', 'given'),
  ns('payout', 'shared', 'payout', 'given'),
  ns('batch', 'shared', 'batch', 'given'),
  ns('box', 'shared', 'box', 'given'),
  ns('delivery_route', 'shared', 'delivery route', 'given'),
  ns('order_name', 'weak', 'order name'),
  ns('email', 'weak', 'e-mail'),
  ns('sku', 'weak', 'SKU'),
  ns('customer', 'weak', 'customer'),
];
