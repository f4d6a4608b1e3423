/** Milliseconds since the epoch at which the order below was placed, so that it is under way when the test looks. */
export type Clock = { placed: number };

export const ORDER = '6120438857893';
const HOUR = 3_600_000;

type Given = { source: string; type: string; after: number; data: Record<string, unknown>; outcome?: string };

const key = (namespace: string, value: string) => ({ namespace, value });
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const line = (id: string, sku: string, name: string, quantity: string, amount: string) => ({
  line: id,
  sku,
  name,
  quantity,
  amounts: [{ component: 'goods', ...eur(amount) }],
});
const shipment = (id: string) => ({ objects: [{ type: 'shipment', id }] });

/** An order in two shipments with a hold, a moved promise and a failed invoice, as seven systems tell it. */
function facts({ placed }: Clock): Given[] {
  const due = (days: number) => new Date(placed + days * 24 * HOUR).toISOString();
  const promise = (days: number, consent: string) => ({
    promise: { kind: 'deliver_by', due: due(days), consent },
  });
  const sent = [
    { line: '1', quantity: '1' },
    { line: '2', quantity: '2' },
  ];
  return [
    {
      source: 'commerce/ap-eu',
      type: 'order.created',
      after: 0,
      data: {
        keys: [key('order', ORDER), key('order_name', '#AP-104731')],
        lines: [
          line('1', 'TNT-RDG-2P-SAGE', 'Ridgeline tent, 2 person', '1', '224.10'),
          line('2', 'MUG-ENM-350', 'Enamel mug 350 ml', '4', '53.82'),
          line('3', 'QLT-DWN-400', 'Kołdra puchowa für Łódź', '1', '125.10'),
        ],
        ...eur('403.02'),
        attributes: { channel: 'web', market: 'NL' },
      },
    },
    {
      source: 'commerce/ap-eu',
      type: 'promise.set',
      after: 1000,
      data: { keys: [key('order', ORDER)], ...promise(4, 'agreed') },
    },
    {
      source: 'psp/adyen',
      type: 'payment.authorized',
      after: 3000,
      data: { keys: [key('order', ORDER), key('psp.payment', '8836221044719')], ...eur('403.02') },
    },
    {
      source: 'oms/main',
      type: 'order.accepted',
      after: 6000,
      data: { keys: [key('order', ORDER), key('oms.order', 'ON-2026-558210')] },
    },
    {
      source: 'oms/main',
      type: 'hold.placed',
      after: 7000,
      data: { keys: [key('oms.order', 'ON-2026-558210')], hold: { holdId: 'H1', reason: 'fraud review' } },
    },
    {
      source: 'oms/main',
      type: 'hold.released',
      after: 11.5 * HOUR,
      data: { keys: [key('oms.order', 'ON-2026-558210')], hold: { holdId: 'H1' } },
    },
    {
      source: 'oms/main',
      type: 'fulfillment.requested',
      after: 11.6 * HOUR,
      data: {
        keys: [
          key('oms.order', 'ON-2026-558210'),
          key('fulfillment', 'VNL-88341207'),
          key('fulfillment', 'LDZ-20117733'),
        ],
      },
    },
    {
      source: 'wms/lodz',
      type: 'shipment.picked',
      after: 30 * HOUR,
      data: { keys: [key('fulfillment', 'LDZ-20117733')], ...shipment('LDZ-20117733') },
    },
    {
      source: 'wms/venlo',
      type: 'shipment.confirmed',
      after: 36 * HOUR,
      data: {
        keys: [key('fulfillment', 'VNL-88341207'), key('tracking', 'JVGL 0612 3344 5908')],
        ...shipment('VNL-88341207'),
        lines: sent,
      },
    },
    {
      source: 'erp/sap-prod',
      type: 'posting.failed',
      after: 37 * HOUR,
      outcome: 'failed',
      data: {
        keys: [key('order', ORDER), key('erp.sales_order', '1100479226')],
        document: { type: 'invoice' },
        error: { class: 'mapping', code: 'V1 302', message: 'Material KIT-LANTERN-2 is not defined' },
      },
    },
  ];
}

/** The facts as a batch of CloudEvents. */
export const splitOrder = (clock: Clock): Record<string, unknown>[] =>
  facts(clock).map(({ source, type, after, data, outcome }, index) => ({
    specversion: '1.0',
    id: `${ORDER}/${index}`,
    source,
    type,
    time: new Date(clock.placed + after).toISOString(),
    ...(outcome ? { outcome } : {}),
    data,
  }));
