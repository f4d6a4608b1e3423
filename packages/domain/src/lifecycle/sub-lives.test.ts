import type { EventData } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { event, lines } from './testing/events.ts';

const NOW = Date.parse('2026-05-01T00:00:00Z');
const say = (type: string, day: number, data: Partial<EventData> = {}, source = 'oms/a') =>
  event(source, type, Date.UTC(2026, 3, day), { data });
const of = (id: string, type: 'return' | 'refund' | 'dispute' | 'ticket'): Partial<EventData> => ({
  objects: [{ type, id }],
});
const subLives = (events: StoredEvent[]) => lifecycle(events, NOW).subLives;

describe('lives within an order', () => {
  it('follow each return by its own id', () => {
    const events = [
      say('return.requested', 1, { ...of('R1', 'return'), lines: lines({ a: '1' }) }),
      say('return.received', 3, of('R1', 'return')),
      say('return.requested', 2, of('R2', 'return')),
    ];
    expect(subLives(events)).toMatchObject([
      {
        kind: 'return',
        id: 'R1',
        state: 'received',
        open: false,
        endedAt: Date.UTC(2026, 3, 3),
        lines: [{ quantity: '1' }],
      },
      { kind: 'return', id: 'R2', state: 'requested', open: true, endedAt: null },
    ]);
  });

  it('follow refunds, disputes and tickets', () => {
    const events = [
      say('refund.requested', 1, of('F1', 'refund')),
      say('refund.failed', 2, of('F1', 'refund')),
      say('dispute.opened', 3, of('D1', 'dispute'), 'psp/a'),
      say('dispute.closed', 4, of('D1', 'dispute'), 'psp/a'),
      say('ticket.opened', 5, of('T1', 'ticket'), 'support/a'),
    ];
    const result = lifecycle(events, NOW);
    expect(result.subLives.map(({ kind, state, open }) => [kind, state, open])).toEqual([
      ['refund', 'failed', true],
      ['dispute', 'closed', false],
      ['ticket', 'opened', true],
    ]);
    expect(result.systems.find(({ kind }) => kind === 'support')!.state).toBe('ticket_open');
  });

  it('name the order that this one is exchanged for', () => {
    const links = [{ correlationId: 'cother', relation: 'exchange_of' as const, lines: lines({ a: '1' }) }];
    expect(subLives([say('order.created', 1, { links })])).toMatchObject([
      { kind: 'exchange', id: 'cother', state: 'exchange_of' },
    ]);
  });
});

describe('holds', () => {
  const hold = (type: string, day: number, holdId: string) =>
    say(type, day, { hold: { holdId, scope: 'order' } });

  it('block while one is on, whatever order they arrive in', () => {
    const events = [hold('hold.released', 3, 'A'), hold('hold.placed', 2, 'B'), hold('hold.placed', 1, 'A')];
    const life = lifecycle(events, NOW);
    expect(life.blocked).toBe(true);
    expect(life.holds.map(({ holdId, released }) => [holdId, released !== null])).toEqual([
      ['A', true],
      ['B', false],
    ]);
    expect(lifecycle([...events, hold('hold.released', 4, 'B')], NOW).blocked).toBe(false);
  });

  it('may be placed again, and a release without a placing is found', () => {
    const events = [hold('hold.placed', 1, 'A'), hold('hold.released', 2, 'A'), hold('hold.placed', 3, 'A')];
    expect(lifecycle(events, NOW)).toMatchObject({
      blocked: true,
      holds: [{ holdId: 'A' }, { released: null }],
    });
    expect(lifecycle([hold('hold.released', 2, 'Z')], NOW)).toMatchObject({
      blocked: false,
      findings: [{ code: 'hold_released_unplaced' }],
    });
  });
});

describe('findings', () => {
  it('name what came after a cancellation', () => {
    const events = [
      say('order.created', 1),
      say('order.cancelled', 2),
      say('shipment.confirmed', 3, {}, 'wms/a'),
    ];
    expect(lifecycle(events, NOW).findings).toMatchObject([
      { code: 'shipped_after_cancelled', byMs: 86_400_000 },
    ]);
  });

  it('accuse nobody whose day could agree', () => {
    const approved = say('payment.authorized', 2, {}, 'psp/a');
    const sameDay = event('wms/a', 'shipment.confirmed', Date.UTC(2026, 3, 2), {
      timePrecision: 'day',
      timeZone: 'UTC',
    });
    const dayBefore = event('wms/a', 'shipment.confirmed', Date.UTC(2026, 3, 1), {
      timePrecision: 'day',
      timeZone: 'UTC',
    });
    expect(lifecycle([approved, sameDay], NOW).findings).toEqual([]);
    expect(lifecycle([approved, dayBefore], NOW).findings).toMatchObject([
      { code: 'shipped_before_approved', byMs: 1 },
    ]);
  });
});
