import type { EventData } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { domainsSpoken } from './claims.ts';
import { lifecycle } from './lifecycle.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { event, lines, shipment } from './testing/events.ts';

const NOW = Date.parse('2026-04-10T00:00:00Z');
const say = (
  source: string,
  type: string,
  day: number,
  data: Partial<EventData> = {},
  more: Partial<StoredEvent> = {},
) => event(source, type, Date.UTC(2026, 3, day), { ...more, data });
const differ = (events: StoredEvent[], policy = DEFAULT_POLICY) =>
  lifecycle(events, NOW, policy).disagreements.map(
    ({ domain, kind, authority, authoritySays, follower, followerSays, decided }) =>
      `${domain} ${kind}: ${authority} ${authoritySays}${decided ? '' : '?'} / ${follower} ${followerSays ?? 'nothing'}`,
  );

describe('systems that differ', () => {
  it('on quantities and totals', () => {
    const shop = { lines: lines({ a: '2' }), amount: '20', currency: 'EUR' };
    const oms = { lines: lines({ a: '3' }), amount: '20.00', currency: 'EUR' };
    expect(
      differ([say('commerce/a', 'order.created', 1, shop), say('oms/a', 'order.accepted', 2, oms)]),
    ).toEqual(['capture contradicts: commerce/a 2 / oms/a 3']);
    const cheaper = { amount: '19', currency: 'EUR' };
    expect(
      differ([say('commerce/a', 'order.created', 1, shop), say('oms/a', 'order.accepted', 2, cheaper)]),
    ).toEqual(['price contradicts: commerce/a 20.00 / oms/a 19.00']);
  });

  it('on the revision that one acted on', () => {
    const events = [
      say('commerce/a', 'order.created', 1, {}, { revision: '1' }),
      say('oms/a', 'order.accepted', 2, {}, { revision: '1' }),
      say('commerce/a', 'order.edited', 3, {}, { revision: '2' }),
    ];
    expect(differ(events)).toEqual(['capture behind: commerce/a 2 / oms/a 1']);
    expect(differ([...events, say('oms/a', 'order.edited', 4, {}, { revision: '2' })])).toEqual([]);
  });

  it('on an order that one cancelled and another goes on with', () => {
    const cancelled = [say('commerce/a', 'order.created', 1), say('commerce/a', 'order.cancelled', 2)];
    expect(differ([...cancelled, say('wms/a', 'shipment.confirmed', 3, shipment('S'))])).toContain(
      'capture contradicts: commerce/a cancelled / wms/a shipment.confirmed',
    );
    expect(differ([...cancelled, say('wms/a', 'fulfillment.cancelled', 3)])).toEqual([]);
    const policy = { ...DEFAULT_POLICY, speaks: { 'wms/a': ['capture' as const] } };
    expect(differ([...cancelled, say('wms/a', 'fulfillment.accepted', 1)], policy)).toEqual([
      'capture behind: commerce/a cancelled / wms/a nothing',
    ]);
  });

  it('where a shop that reports shipments was not told of one, and never where it reports none', () => {
    const shipped = [
      say('commerce/a', 'order.created', 1),
      say('wms/a', 'shipment.confirmed', 2, shipment('S')),
    ];
    const policyOf = (...types: string[]) => ({
      ...DEFAULT_POLICY,
      speaks: { 'commerce/a': domainsSpoken(types) },
    });
    expect(differ(shipped, policyOf('order.created', 'shipment.notified'))).toEqual([
      'ship behind: wms/a shipped / commerce/a nothing',
    ]);
    expect(differ(shipped, policyOf('order.created', 'promise.set'))).toEqual([]);
  });

  it('on money taken, whoever is silent apart', () => {
    const shop = say('commerce/a', 'payment.captured', 2, { amount: '30', currency: 'EUR' });
    expect(differ([shop, say('psp/a', 'payment.captured', 1, { amount: '25', currency: 'EUR' })])).toEqual([
      'payment contradicts: psp/a 25.00 / commerce/a 30.00',
    ]);
    const halves = [1, 3].map((day) =>
      say('psp/a', 'payment.captured', day, { amount: '15', currency: 'EUR' }),
    );
    expect(differ([shop, ...halves])).toEqual([]);
    expect(differ([shop])).toEqual([]);
  });

  it('on a shipment voided by the warehouse and still shipped for the shop', () => {
    const events = [
      say('wms/a', 'shipment.confirmed', 1, shipment('S')),
      say('commerce/a', 'shipment.notified', 2, shipment('S')),
      say('wms/a', 'shipment.voided', 3, shipment('S')),
    ];
    expect(differ(events)).toEqual(['ship contradicts: wms/a voided / commerce/a shipped']);
  });

  it('where no authority spoke, the first to speak is only the first', () => {
    const events = [
      say('oms/a', 'order.created', 1, { amount: '30', currency: 'EUR' }),
      say('erp/a', 'order.created', 2, { amount: '31', currency: 'EUR' }),
    ];
    expect(differ(events)).toEqual(['price contradicts: oms/a 30.00? / erp/a 31.00']);
  });
});
