const WORDS: Record<string, string> = {
  'order.created': 'ordered',
  'promise.set': 'promised',
  'promise.changed': 'promise changed',
  'payment.authorized': 'payment authorised',
  'shipment.confirmed': 'shipped',
  'shipment.notified': 'shop told of shipment',
  'shipment.delivered': 'delivered',
  'shipment.in_transit': 'in transit',
  'shipment.label_created': 'label made',
  'shipment.exception': 'carrier exception',
  'hold.placed': 'held',
  'hold.released': 'released from hold',
  'identity.learned': 'identity learned',
  'posting.succeeded': 'posted',
  authorized: 'authorised',
  capture: 'order capture',
  fulfillment: 'fulfilment',
  ship: 'shipping',
  pick: 'picking',
  pack: 'packing',
  erp: 'ERP',
  oms: 'OMS',
  wms: 'WMS',
  psp: 'PSP',
};

/** A code in words for a sentence: `payment.captured` is "payment captured", `partly_shipped` is "partly shipped". */
export const inWords = (code: string): string => WORDS[code] ?? code.replace(/[._-]+/g, ' ');

/** The same with a capital, for the start of a cell or a sentence. */
export const inWordsFirst = (code: string): string => capital(inWords(code));

/** The text with a capital first letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A count with its noun: `1 order`, `1,070 orders`; `none` of them reads `no orders`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  count === 0 ? `no ${many}` : count === 1 ? `1 ${one}` : `${count.toLocaleString('en-US')} ${many}`;

/** Small whole numbers as a word with a capital, to begin a finding: `Three systems`. */
export function countedFirst(count: number, one: string, many = `${one}s`): string {
  const names = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];
  return `${names[count] ?? count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
