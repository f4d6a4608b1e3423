import { FINAL_PROGRESS, MILESTONES, PROGRESS, typesReaching } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { event } from './testing/events.ts';

const NOW = Date.parse('2026-05-01T00:00:00Z');
const life = (events: StoredEvent[], view = {}) => lifecycle(events, NOW, undefined, view);
const created = event('commerce/a', 'order.created', '2026-04-01T00:00:00Z');
const shipped = event('wms/a', 'shipment.confirmed', '2026-04-03T00:00:00Z');
const delivered = event('carrier/a', 'shipment.delivered', '2026-04-05T00:00:00Z');

describe('progress', () => {
  it('is nowhere without a milestone', () => {
    expect(life([])).toMatchObject({
      progress: null,
      open: true,
      health: 'unknown',
      firstAt: null,
      systems: [],
    });
  });

  it.each(MILESTONES.map(({ type, progress }) => [type, progress] as const))(
    'of %s is %s',
    (type, progress) => {
      const final = (FINAL_PROGRESS as readonly string[]).includes(progress);
      expect(life([event('oms/a', type, '2026-04-01T00:00:00Z')])).toMatchObject({ progress, open: !final });
    },
  );

  it('has types for every step', () => {
    for (const progress of PROGRESS) expect(typesReaching(progress)).not.toHaveLength(0);
  });

  it('is the furthest, and cancelled wins', () => {
    expect(life([delivered, created, shipped]).progress).toBe('delivered');
    const cancelled = event('commerce/a', 'order.cancelled', '2026-04-02T00:00:00Z');
    expect(life([created, cancelled, delivered])).toMatchObject({ progress: 'cancelled', open: false });
  });

  it.each(['failed', 'rejected'] as const)('takes no step by what %s', (outcome) => {
    const attempt = event('wms/a', 'shipment.confirmed', '2026-04-03T00:00:00Z', {
      outcome,
      data: { error: { class: 'timeout', code: 'T1' } },
    });
    const { progress, systems, events } = life([created, attempt]);
    expect({ progress, events }).toEqual({ progress: 'placed', events: 2 });
    expect(systems[1]).toMatchObject({
      source: 'wms/a',
      progress: null,
      failing: { class: 'timeout', code: 'T1' },
    });
  });

  it('assumes a delivery after its days, apart from what was seen', () => {
    const later = { at: Date.parse('2026-05-03T00:00:00Z') };
    expect(life([created, shipped]).assumed).toBeNull();
    expect(life([created, shipped], later)).toMatchObject({
      progress: 'shipped',
      open: true,
      assumed: { progress: 'delivered', since: Date.parse('2026-05-03T00:00:00Z'), afterDays: 30 },
    });
    expect(life([created, shipped, delivered], later).assumed).toBeNull();
    const exception = event('carrier/a', 'shipment.exception', '2026-04-04T00:00:00Z');
    expect(life([created, shipped, exception], later).assumed).toBeNull();
  });
});

describe('two times', () => {
  it('shows the world at an instant by the sources, inclusive', () => {
    expect(life([created, shipped, delivered], { at: shipped.occurredAt })).toMatchObject({
      progress: 'shipped',
      judgedAt: shipped.occurredAt,
      events: 2,
    });
    expect(life([created, shipped, delivered], { at: shipped.occurredAt - 1 }).progress).toBe('placed');
  });

  it('shows what the platform knew', () => {
    const late = { ...shipped, observedAt: Date.parse('2026-04-10T00:00:00Z') };
    expect(life([created, late], { knownAt: late.observedAt - 1 }).progress).toBe('placed');
    expect(life([created, late], { knownAt: late.observedAt }).progress).toBe('shipped');
    const both = { at: Date.parse('2026-04-04T00:00:00Z'), knownAt: late.observedAt };
    expect(life([created, late], both)).toMatchObject({ progress: 'shipped', judgedAt: both.at });
  });
});

describe('corrections', () => {
  const voided = event('wms/a', 'shipment.voided', '2026-04-04T00:00:00Z', { corrects: shipped.id });

  it('take a fact back, and knownAt keeps the old view', () => {
    const now = life([created, shipped, voided]);
    expect(now).toMatchObject({ progress: 'placed', events: 3 });
    expect(now.corrections).toMatchObject([
      { fact: { type: 'shipment.confirmed' }, by: { type: 'shipment.voided' } },
    ]);
    expect(life([created, shipped, voided], { knownAt: shipped.observedAt }).progress).toBe('shipped');
  });

  it('can be taken back themselves, by key too', () => {
    const mended = event('wms/a', 'shipment.label_created', '2026-04-05T00:00:00Z', {
      corrects: 'under another name',
      correctsKey: voided.eventKey,
    });
    expect(life([created, shipped, voided, mended]).progress).toBe('shipped');
  });

  it('of another source, of a failed attempt or in a ring change nothing', () => {
    expect(life([created, shipped, { ...voided, source: 'wms/b', eventKey: 9n }]).progress).toBe('shipped');
    expect(life([created, shipped, { ...voided, outcome: 'failed' }]).progress).toBe('shipped');
    expect(life([created, { ...shipped, corrects: voided.id }, voided]).progress).toBe('shipped');
    expect(life([{ ...created, corrects: created.id }]).progress).toBe('placed');
  });
});

describe('hostile clocks', () => {
  const observedAt = Date.parse('2026-04-05T00:00:00Z');
  const seen = (at: string) => event('carrier/a', 'shipment.delivered', at, { observedAt });

  it.each([
    '1948-01-01T00:00:00Z',
    '1999-12-31T23:59:59.999Z',
    '2026-04-06T00:00:00.001Z',
    '2099-01-01T00:00:00Z',
  ])('%s is kept and flagged, and measures nothing', (at) => {
    const result = life([created, shipped, seen(at)]);
    expect(result).toMatchObject({ progress: 'delivered', events: 3, lastAt: shipped.occurredAt });
    expect(result.findings).toMatchObject([{ code: 'clock_out_of_range' }]);
    expect(result.milestones.at(-1)).toMatchObject({ clockInRange: false, occurredAt: Date.parse(at) });
    expect(life([created, shipped, seen(at)], { at: observedAt - 1 }).progress).toBe('shipped');
  });

  it('believes a day ahead and the year 2000', () => {
    expect(life([created, shipped, seen('2026-04-06T00:00:00Z')]).findings).toEqual([]);
  });
});
