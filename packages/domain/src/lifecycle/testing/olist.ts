import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { Amount, Line } from '@throughline/contracts';
import type { StoredEvent } from '../../stored-event.ts';
import { event } from './events.ts';

const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const FOLDER = resolve(REPOSITORY, process.env.THROUGHLINE_SHARED ?? '../shared', 'data/olist');

/** Why the real orders cannot be read here; null if they can. */
export const missing = existsSync(resolve(FOLDER, 'orders.csv.gz'))
  ? null
  : `no real orders at ${FOLDER}; set THROUGHLINE_SHARED to the folder that holds data/olist`;

const rows = (file: string): string[][] =>
  gunzipSync(readFileSync(resolve(FOLDER, file)))
    .toString('utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map((row) => row.replaceAll('"', '').trimEnd().split(','));

/** Epoch ms of wall time at fixed -03:00. */
export const wall = (text: string): number => Date.parse(`${text.replace(' ', 'T')}-03:00`);

const STEPS = [
  { type: 'order.created', source: 'commerce/olist' },
  { type: 'payment.authorized', source: 'psp/olist' },
  { type: 'shipment.confirmed', source: 'wms/olist' },
  { type: 'shipment.delivered', source: 'carrier/olist' },
] as const;

/** One real order: its events, its final status, the item and payment rows that joined. */
export type RealOrder = { id: string; status: string; events: StoredEvent[]; goods: string; paid: string[] };

/** The ten thousand real orders as events; side files joined as lines and tenders. */
export const realOrders = (): RealOrder[] => {
  const items = Map.groupBy(rows('order_items.csv.gz'), (row) => row[0]!);
  const payments = Map.groupBy(rows('payments.csv.gz'), (row) => row[0]!);
  return rows('orders.csv.gz').map((row) => {
    const [id, customer, status] = row as [string, string, string];
    const lines: Line[] = (items.get(id) ?? []).map((item) => ({
      line: item[1]!,
      sku: item[2]!,
      quantity: '1',
      amounts: [
        { component: 'goods', basis: 'shop', amount: item[5]!, currency: 'BRL' },
        { component: 'shipping', basis: 'shop', amount: item[6]!, currency: 'BRL' },
      ],
    }));
    const paid = (payments.get(id) ?? []).map((payment) => ({ tender: payment[2]!, amount: payment[4]! }));
    const amounts: Amount[] = paid.map(({ tender, amount }) => ({
      component: 'goods',
      tender,
      basis: 'shop',
      amount,
      currency: 'BRL',
    }));
    const base = {
      keys: [{ namespace: 'order', value: id }],
      attributes: { final_status: status, customer },
    };
    const events = STEPS.flatMap(({ type, source }, index) => {
      const time = row[3 + index];
      if (!time) return [];
      const data = { ...base, lines: index === 0 ? lines : [], amounts: index === 1 ? amounts : [] };
      return [event(source, type, wall(time), { id: `${id}/${type}`, data })];
    });
    const promise = {
      kind: 'deliver_by' as const,
      due: new Date(wall(row[7]!)).toISOString(),
      duePrecision: 'instant' as const,
      by: 'shown' as const,
      consent: 'none' as const,
    };
    const made = event('commerce/olist', 'promise.set', wall(row[3]!), {
      id: `${id}/promise`,
      data: { ...base, promise },
    });
    const goods = lines.flatMap((line) => line.amounts ?? []).map(({ amount }) => amount);
    return {
      id,
      status,
      events: [...events, made],
      goods: goods.join(' '),
      paid: paid.map(({ amount }) => amount),
    };
  });
};
