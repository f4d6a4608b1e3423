import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event } from './lifecycle/testing/events.ts';
import { compareEvents, intervalOf, orderEvents, surelyBefore } from './order-of-events.ts';
import type { StoredEvent } from './stored-event.ts';

const types = (events: readonly StoredEvent[]): string[] => events.map(({ type }) => type);

describe('precision', () => {
  it('widens a time to what its source can have meant', () => {
    const at = Date.parse('2026-03-29T10:15:30.500Z');
    expect(intervalOf({ occurredAt: at, timePrecision: 'instant' })).toEqual({ from: at, until: at + 1 });
    expect(intervalOf({ occurredAt: at, timePrecision: 'minute' })).toEqual({
      from: Date.parse('2026-03-29T10:15:00Z'),
      until: Date.parse('2026-03-29T10:16:00Z'),
    });
  });

  it('takes a day in its own zone, summer time included', () => {
    const noon = { occurredAt: Date.parse('2026-03-29T10:00:00Z'), timePrecision: 'day' as const };
    const berlin = intervalOf({ ...noon, timeZone: 'Europe/Berlin' });
    expect(berlin.until - berlin.from).toBe(23 * 3_600_000);
    expect(intervalOf({ ...noon, timeZone: '-03:00' }).from).toBe(Date.parse('2026-03-29T03:00:00Z'));
    expect(intervalOf({ ...noon, timeZone: 'no such zone' }).from).toBe(noon.occurredAt);
    expect(intervalOf(noon)).toEqual({ from: noon.occurredAt, until: noon.occurredAt + 86_400_000 });
  });

  it('calls something earlier only if no instant could agree', () => {
    const day = event('erp/a', 'posting.succeeded', '2026-03-02T00:00:00Z', { timePrecision: 'day' });
    expect(surelyBefore(event('oms/a', 'order.created', '2026-03-02T10:00:00Z'), day)).toBe(false);
    expect(surelyBefore(day, event('oms/a', 'order.created', '2026-03-02T10:00:00Z'))).toBe(false);
    expect(surelyBefore(day, event('oms/a', 'order.created', '2026-03-03T00:00:00Z'))).toBe(true);
    expect(surelyBefore(event('oms/a', 'order.created', '2026-03-01T23:59:59.999Z'), day)).toBe(true);
  });
});

describe('order of events', () => {
  it('is by instant, then catalogue rank, then key', () => {
    const at = '2026-03-02T10:00:00Z';
    const shipped = event('wms/a', 'shipment.confirmed', at);
    const created = event('commerce/a', 'order.created', at);
    const before = event('wms/a', 'shipment.delivered', '2026-03-02T09:59:59.999Z');
    expect(types([shipped, created, before].sort(compareEvents))).toEqual([
      'shipment.delivered',
      'order.created',
      'shipment.confirmed',
    ]);
  });

  it('lets a day stand where the catalogue puts it among the instants of that day', () => {
    const events = [
      event('erp/a', 'posting.succeeded', '2026-03-02T00:00:00Z', { timePrecision: 'day', timeZone: 'UTC' }),
      event('commerce/a', 'order.created', '2026-03-02T10:00:00Z'),
      event('wms/a', 'shipment.confirmed', '2026-03-02T12:00:00Z'),
      event('wms/a', 'shipment.delivered', '2026-03-03T12:00:00Z'),
    ];
    const ordered = ['order.created', 'posting.succeeded', 'shipment.confirmed', 'shipment.delivered'];
    expect(types(orderEvents(events))).toEqual(ordered);
    expect(types(orderEvents([...events].reverse()))).toEqual(ordered);
  });

  const anyEvent = fc
    .record({
      type: fc.constantFrom('order.created', 'payment.captured', 'shipment.confirmed', 'order.closed'),
      hour: fc.integer({ min: 0, max: 72 }),
      timePrecision: fc.constantFrom('instant' as const, 'minute' as const, 'day' as const),
      id: fc.string({ maxLength: 4 }),
    })
    .map(({ type, hour, timePrecision, id }) =>
      event('oms/a', type, Date.UTC(2026, 2, 1, hour), {
        timePrecision,
        timeZone: 'UTC',
        id: `${id}${hour}${type}`,
      }),
    );
  const someEvents = fc.uniqueArray(anyEvent, { selector: ({ eventKey }) => eventKey, maxLength: 20 });

  it('depends on nothing but the set, and keeps what is sure', () => {
    fc.assert(
      fc.property(
        someEvents.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, shuffled]) => {
          const ordered = orderEvents(events);
          expect(orderEvents(shuffled)).toEqual(ordered);
          ordered.forEach((later, index) => {
            for (const earlier of ordered.slice(0, index)) expect(surelyBefore(later, earlier)).toBe(false);
          });
        },
      ),
    );
  });
});
