/** Events in a request. */
export const PER_REQUEST = 100;

const TYPES = ['order.created', 'payment.authorized', 'shipment.confirmed', 'shipment.delivered'] as const;

/** One event of a plausible order, four to an order, about 700 bytes of JSON. `run` keeps runs apart. */
export function benchEvent(run: string, index: number) {
  const order = `${run}-${Math.floor(index / TYPES.length)}`;
  const type = TYPES[index % TYPES.length] ?? TYPES[0];
  const day = new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
  return {
    specversion: '1.0',
    id: `order/${order}:${type}`,
    source: 'commerce/bench',
    type,
    time: day,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    deliveryid: `delivery-${run}-${index}`,
    data: {
      keys: [
        { namespace: 'order', value: order },
        { namespace: 'order_name', value: `#${index}` },
      ],
      objects: [{ type: 'order', id: order }],
      lines: [
        { line: '1', sku: `SKU-${index % 5000}`, quantity: '2', uom: 'EA' },
        { line: '2', sku: `SKU-${(index * 7) % 5000}`, quantity: '1', uom: 'EA' },
      ],
      amounts: [{ component: 'goods', amount: '129.90', currency: 'EUR', tender: 'card' }],
      amount: '129.90',
      currency: 'EUR',
      attributes: { channel: 'web', market: 'de', carrier: 'dhl' },
      payload: { note: 'left at the door', priority: index % 3 },
    },
  };
}

/** Bodies of `requests` batches of 100 events, ready to send. */
export function benchBodies(run: string, requests: number): Buffer[] {
  return Array.from({ length: requests }, (_, request) =>
    Buffer.from(
      JSON.stringify(
        Array.from({ length: PER_REQUEST }, (_, at) => benchEvent(run, request * PER_REQUEST + at)),
      ),
    ),
  );
}
