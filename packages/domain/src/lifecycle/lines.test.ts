import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { event, lines, shipment } from './testing/events.ts';

const NOW = Date.parse('2026-05-01T00:00:00Z');
const created = (quantities: Record<string, string>) =>
  event('commerce/a', 'order.created', '2026-04-01T00:00:00Z', { data: { lines: lines(quantities) } });
const step = (type: string, day: number, quantities: Record<string, string> = {}, id = 'S1'): StoredEvent =>
  event('wms/a', type, Date.UTC(2026, 3, day), {
    id: `${type}${day}${id}`,
    data: { ...shipment(id), lines: lines(quantities) },
  });
const rows = (events: StoredEvent[]) =>
  Object.fromEntries(lifecycle(events, NOW).lines.map((line) => [line.line, line]));

describe('lines', () => {
  it('stand still where a shipment of others left', () => {
    const { a, b } = rows([created({ a: '1', b: '2' }), step('shipment.confirmed', 2, { a: '1' })]);
    expect(a).toMatchObject({ progress: 'shipped', partial: false, toShip: '0' });
    expect(b).toMatchObject({ progress: 'placed', partial: false, toShip: '2' });
  });

  it('take what was shorted, returned, refunded and edited', () => {
    const events = [
      created({ a: '3', b: '1' }),
      event('commerce/a', 'order.edited', '2026-04-01T06:00:00Z', { data: { lines: lines({ b: '2' }) } }),
      step('fulfillment.shorted', 2, { a: '1' }),
      step('shipment.confirmed', 3, { a: '2', b: '2' }),
      step('shipment.delivered', 4),
      event('wms/a', 'return.received', '2026-04-20T00:00:00Z', { data: { lines: lines({ a: '1' }) } }),
      event('psp/a', 'refund.issued', '2026-04-21T00:00:00Z', { data: { lines: lines({ a: '1' }) } }),
    ];
    const { a, b } = rows(events);
    expect(a).toMatchObject({
      ordered: '3',
      shorted: '1',
      delivered: '2',
      returned: '1',
      refunded: '1',
      toShip: '0',
    });
    expect(b).toMatchObject({ ordered: '2', delivered: '2' });
    expect(lifecycle(events, NOW)).toMatchObject({ progress: 'delivered', partial: false, open: false });
  });

  it('are all carried by the one shipment that listed none', () => {
    const { a, b } = rows([
      created({ a: '1', b: '2.5' }),
      step('shipment.confirmed', 2),
      step('shipment.delivered', 3),
    ]);
    expect(a).toMatchObject({ delivered: '1', shipments: [{ shipment: 'S1', quantity: '1' }] });
    expect(b).toMatchObject({ delivered: '2.5', progress: 'delivered' });
  });

  it('are cancelled whole, in part, or only what has not left', () => {
    const cancel = (quantities: Record<string, string>) =>
      event('commerce/a', 'order.cancelled', '2026-04-05T00:00:00Z', { data: { lines: lines(quantities) } });
    expect(rows([created({ a: '2' }), cancel({})]).a).toMatchObject({
      cancelled: '2',
      progress: 'cancelled',
    });
    expect(rows([created({ a: '2', b: '1' }), cancel({ a: '2' })]).b).toMatchObject({
      cancelled: '0',
      toShip: '1',
    });
    const { a } = rows([created({ a: '2' }), step('shipment.confirmed', 2, { a: '1' }), cancel({})]);
    expect(a).toMatchObject({ shipped: '1', cancelled: '1', toShip: '0' });
  });

  it('leave out a voided shipment', () => {
    const events = [
      created({ a: '1' }),
      step('shipment.confirmed', 2, { a: '1' }),
      step('shipment.voided', 3),
    ];
    expect(rows(events).a).toMatchObject({ shipped: '0', toShip: '1', progress: 'placed' });
    expect(lifecycle(events, NOW).shipments[0]!.trouble?.kind).toBe('voided');
  });

  it('say nothing of quantities that nobody ordered', () => {
    expect(rows([step('shipment.confirmed', 2, { x: '1' })]).x).toMatchObject({
      ordered: null,
      toShip: null,
      shipped: '1',
    });
  });

  it('are blocked one by one', () => {
    const hold = { holdId: 'L', scope: 'line' as const, line: 'a' };
    const { a, b } = rows([
      created({ a: '1', b: '1' }),
      event('oms/a', 'hold.placed', '2026-04-02T00:00:00Z', { data: { hold } }),
    ]);
    expect([a!.blocked, b!.blocked]).toEqual([true, false]);
  });

  it('join a tracking number, a fulfilment and a shipment into one', () => {
    const tracked = event('carrier/dhl', 'shipment.delivered', '2026-04-06T00:00:00Z', {
      data: { keys: [{ namespace: 'tracking', value: 'T9' }] },
    });
    const confirmed = event('wms/a', 'shipment.confirmed', '2026-04-04T00:00:00Z', {
      data: {
        objects: [
          { type: 'fulfillment', id: 'F1' },
          { type: 'shipment', id: 'S1' },
        ],
        keys: [{ namespace: 'tracking', value: 'T9' }],
        lines: lines({ a: '1' }),
      },
    });
    const picked = event('wms/a', 'shipment.picked', '2026-04-03T00:00:00Z', {
      data: { objects: [{ type: 'fulfillment', id: 'F1' }] },
    });
    const { shipments } = lifecycle([tracked, confirmed, picked], NOW);
    expect(shipments).toMatchObject([{ id: 'S1', progress: 'delivered', sources: ['wms/a', 'carrier/dhl'] }]);
  });
});
