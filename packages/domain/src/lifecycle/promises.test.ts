import type { EventData, PromiseFact } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { type ClockDefinition, DEFAULT_POLICY, type LifecyclePolicy } from './policy.ts';
import { event, lines, shipment } from './testing/events.ts';

const DUE = '2026-04-10T12:00:00Z';
const due = Date.parse(DUE);
const HOUR = 3_600_000;
const created = event('commerce/a', 'order.created', '2026-04-01T00:00:00Z');
const promised = (more: Partial<PromiseFact> = {}, at = '2026-04-01T00:00:00Z', type = 'promise.set') => {
  const promise: PromiseFact = {
    kind: 'deliver_by',
    due: DUE,
    duePrecision: 'instant',
    by: 'shown',
    consent: 'none',
    ...more,
  };
  return event('commerce/a', type, at, { data: { promise } });
};
const moved = (type: string, at: number, data: Partial<EventData> = {}, more: Partial<StoredEvent> = {}) =>
  event('carrier/a', type, at, { ...more, data });
const life = (events: StoredEvent[], now: number, policy: LifecyclePolicy = DEFAULT_POLICY) =>
  lifecycle([created, ...events], now, policy);

describe('a promise', () => {
  it.each([
    ['open', null, due - 48 * HOUR, 'running', 'on_track'],
    ['open', null, due - HOUR, 'at_risk', 'at_risk'],
    ['open', null, due, 'at_risk', 'at_risk'],
    ['overdue', null, due + 1, 'breached', 'breached'],
    ['met', due, due + HOUR, 'met', 'on_track'],
    ['late', due + 1, due + HOUR, 'met_late', 'on_track'],
  ] as const)('is %s when delivered %s and judged %s', (state, at, now, clock, health) => {
    const events = at === null ? [promised()] : [promised(), moved('shipment.delivered', at)];
    const result = life(events, now);
    expect(result.promises).toMatchObject([{ state, lateByMs: (at ?? now) - due }]);
    expect(result.clocks).toMatchObject([{ id: 'deliver-by', state: clock, leftMs: due - (at ?? now) }]);
    expect(result.health).toBe(health);
  });

  it('of a day is kept to its last millisecond', () => {
    const day = promised({ due: '2026-04-10T00:00:00Z', duePrecision: 'day' });
    const end = Date.parse('2026-04-11T00:00:00Z');
    expect(life([day, moved('shipment.delivered', end - 1)], end).promises[0]!.state).toBe('met');
    expect(life([day, moved('shipment.delivered', end)], end).promises[0]!.state).toBe('late');
  });

  it('is met if any instant of a coarse scan meets it', () => {
    const scan = moved(
      'shipment.delivered',
      Date.parse('2026-04-10T00:00:00Z'),
      {},
      { timePrecision: 'day' },
    );
    expect(life([promised(), scan], due + HOUR).promises[0]!.state).toBe('met');
  });

  it('keeps who agreed: told is not agreed, agreed replaces', () => {
    const told = promised(
      { due: '2026-04-12T00:00:00Z', consent: 'notified' },
      '2026-04-05T00:00:00Z',
      'promise.changed',
    );
    const agreed = promised(
      { due: '2026-04-15T00:00:00Z', consent: 'agreed' },
      '2026-04-06T00:00:00Z',
      'promise.changed',
    );
    const market = promised({ due: '2026-04-09T00:00:00Z', by: 'marketplace' }, '2026-04-02T00:00:00Z');
    const roles = (events: StoredEvent[]) => life(events, due).promises.map((each) => each.roles.join(' '));
    expect(roles([promised(), told])).toEqual(['original agreed', 'latest']);
    expect(roles([promised(), market, told, agreed])).toEqual([
      'original',
      'marketplace',
      '',
      'agreed latest',
    ]);
    expect(life([promised(), market, told, agreed], due).clocks[0]!.due).toBe(
      Date.parse('2026-04-15T00:00:00Z'),
    );
  });

  it('for the whole order waits for the last piece, and for a line only for its own', () => {
    const ordered = event('commerce/a', 'order.edited', '2026-04-01T01:00:00Z', {
      data: { lines: lines({ a: '1', b: '1' }) },
    });
    const first = moved('shipment.delivered', due - HOUR, { ...shipment('S1'), lines: lines({ a: '1' }) });
    const second = moved('shipment.delivered', due + HOUR, { ...shipment('S2'), lines: lines({ b: '1' }) });
    const line = promised({ line: 'a' }, '2026-04-01T00:00:01Z');
    const before = life([ordered, promised(), line, first], due);
    expect(before.promises.map(({ state }) => state)).toEqual(['open', 'met']);
    expect(before).toMatchObject({ progress: 'delivered', partial: true });
    expect(life([ordered, promised(), first, second], due + 2 * HOUR).promises[0]).toMatchObject({
      state: 'late',
      lateByMs: HOUR,
    });
  });

  it('ends with the order', () => {
    const cancelled = event('commerce/a', 'order.cancelled', '2026-04-02T00:00:00Z');
    const closed = event('commerce/a', 'order.closed', '2026-04-02T00:00:00Z');
    expect(life([promised(), cancelled], due + HOUR)).toMatchObject({
      promises: [{ state: 'cancelled' }],
      clocks: [{ state: 'cancelled', open: false }],
    });
    expect(life([promised(), closed], due + HOUR).promises[0]!.state).toBe('unknown');
  });

  it('is unknown while the feed that would tell is not complete past due', () => {
    const policy = { ...DEFAULT_POLICY, completeThrough: { 'carrier/a': due } };
    const shipped = moved('shipment.in_transit', due - 48 * HOUR);
    expect(life([promised(), shipped], due + HOUR, policy)).toMatchObject({
      clocks: [{ state: 'unknown' }],
      health: 'unknown',
    });
    const complete = { ...DEFAULT_POLICY, completeThrough: { 'carrier/a': due + 1 } };
    expect(life([promised(), shipped], due + HOUR, complete).clocks[0]!.state).toBe('breached');
  });

  it('is unknown where the scan has no believable clock', () => {
    const scan = moved('shipment.delivered', Date.parse('2099-01-01T00:00:00Z'), {}, { observedAt: due });
    expect(life([promised(), scan], due + HOUR)).toMatchObject({
      promises: [{ state: 'unknown', lateByMs: null }],
      clocks: [{ state: 'unknown', open: false }],
    });
  });
});

describe('a clock after a milestone', () => {
  const within: ClockDefinition = {
    id: 'ship',
    name: 'Shipped within 2 days',
    start: 'milestone',
    milestone: 'placed',
    within: 48 * HOUR,
    stop: 'shipped',
    warnBefore: 4 * HOUR,
    reportedBy: ['wms'],
  };
  const policy = { ...DEFAULT_POLICY, clocks: [within] };
  const hold = (type: string, at: number) =>
    event('oms/a', type, created.occurredAt + at * HOUR, { data: { hold: { holdId: 'H', scope: 'order' } } });

  it('pauses for our own holds and gets their time back', () => {
    const held = [hold('hold.placed', 10)];
    expect(life(held, created.occurredAt + 100 * HOUR, policy)).toMatchObject({
      blocked: true,
      clocks: [{ state: 'paused' }],
    });
    const freed = [...held, hold('hold.released', 34)];
    expect(life(freed, created.occurredAt + 60 * HOUR, policy)).toMatchObject({
      blocked: false,
      clocks: [{ state: 'running', due: created.occurredAt + 72 * HOUR }],
    });
    expect(life(freed, created.occurredAt + 73 * HOUR, policy).clocks[0]!.state).toBe('breached');
  });

  it('stops at the milestone it waits for', () => {
    const shipped = moved('shipment.confirmed', created.occurredAt + 49 * HOUR);
    expect(life([shipped], created.occurredAt + 60 * HOUR, policy).clocks[0]).toMatchObject({
      state: 'met_late',
      leftMs: -HOUR,
    });
  });
});
