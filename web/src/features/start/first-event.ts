/** The command that sends one order to the collector; `secret` is an ingest key, `at` epoch milliseconds. */
export function firstEventCommand(collector: string, secret: string, at: number): string {
  const event = [
    `{"specversion":"1.0", "id":"order/1001:created",`,
    ` "source":"commerce/my-shop", "type":"order.created",`,
    ` "time":"${new Date(at).toISOString()}",`,
    ` "data":{"keys":[{"namespace":"commerce.order", "value":"1001"}],`,
    `         "amount":"49.90", "currency":"EUR"}}`,
  ];
  return [
    `curl ${collector}/v1/events \\`,
    `  -H 'authorization: Bearer ${secret}' \\`,
    `  -H 'content-type: application/cloudevents+json' \\`,
    `  -d '${event.join('\n')}'`,
  ].join('\n');
}
