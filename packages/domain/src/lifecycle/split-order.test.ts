import { LifecycleSchema, toWireLifecycle } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { lifecycle } from './lifecycle.ts';
import { DEFAULT_POLICY, type LifecyclePolicy } from './policy.ts';
import { event, lines, shipment } from './testing/events.ts';

const SHOP = 'commerce/ap-eu';
const OMS = 'oms/main';
const PSP = 'psp/adyen';
const VENLO = 'wms/venlo';
const LODZ = 'wms/lodz';
const ERP = 'erp/sap-prod';

const policy: LifecyclePolicy = { ...DEFAULT_POLICY, speaks: { [SHOP]: ['capture', 'price', 'ship'] } };
const promise = (due: string, consent: 'none' | 'notified' | 'agreed') => ({
  promise: { kind: 'deliver_by', due, duePrecision: 'day', by: 'shown', consent } as const,
});
const money = (amount: string) => ({ amount, currency: 'EUR' });

/** Six pieces in two shipments: Venlo's has left and the shop was not told, Łódź still picks. */
const events = [
  event(SHOP, 'order.created', '2026-11-22T20:14:06Z', {
    data: {
      keys: [{ namespace: 'order', value: '6120438857893' }],
      lines: lines({ '1': '1', '2': '4', '3': '1' }),
      amounts: [
        { component: 'goods', basis: 'shop', amount: '403.02', currency: 'EUR' },
        { component: 'shipping', basis: 'shop', amount: '4.95', currency: 'EUR' },
      ],
      ...money('407.97'),
    },
  }),
  event(SHOP, 'promise.set', '2026-11-22T20:14:06Z', { data: promise('2026-11-25T00:00:00Z', 'agreed') }),
  event(PSP, 'payment.authorized', '2026-11-22T20:14:09Z', { data: money('407.97') }),
  event(OMS, 'order.accepted', '2026-11-22T20:14:12Z', {
    data: { keys: [{ namespace: 'oms.order', value: 'ON-2026-558210' }] },
  }),
  event(OMS, 'hold.placed', '2026-11-22T20:14:13Z', {
    data: { hold: { holdId: 'H1', scope: 'order', reason: 'fraud review' } },
  }),
  event(OMS, 'hold.released', '2026-11-23T07:40:00Z', { data: { hold: { holdId: 'H1', scope: 'order' } } }),
  event(OMS, 'promise.changed', '2026-11-23T10:05:00Z', {
    data: promise('2026-11-26T00:00:00Z', 'notified'),
  }),
  event(VENLO, 'fulfillment.accepted', '2026-11-23T16:00:00Z'),
  event(LODZ, 'fulfillment.accepted', '2026-11-23T16:14:00Z'),
  event(LODZ, 'shipment.picked', '2026-11-24T10:00:00Z', { data: { ...shipment('LDZ-20117733') } }),
  event(PSP, 'payment.captured', '2026-11-24T11:18:30Z', { data: money('255.96') }),
  event(VENLO, 'shipment.confirmed', '2026-11-24T11:18:40Z', {
    data: {
      ...shipment('VNL-88341207'),
      lines: lines({ '1': '1', '2': '2' }),
      attributes: { carrier: 'dhl' },
    },
  }),
  event(ERP, 'posting.succeeded', '2026-11-24T13:31:22Z', {
    data: { document: { type: 'delivery', number: '0080113427', grain: 'order' } },
  }),
];
const now = Date.parse('2026-11-24T14:42:18Z');
const life = lifecycle(events, now, policy);

describe('an order in two shipments', () => {
  it('is partly shipped, open and not blocked', () => {
    expect(life).toMatchObject({
      progress: 'shipped',
      partial: true,
      open: true,
      blocked: false,
      health: 'on_track',
    });
    expect(life.milestones.map(({ progress }) => progress)).toEqual([
      'placed',
      'approved',
      'released',
      'picked',
      'shipped',
    ]);
  });

  it('lets each system speak for itself', () => {
    const of = Object.fromEntries(life.systems.map((system) => [system.source, system]));
    expect(life.systems.map(({ source, state }) => `${source} ${state}`)).toEqual([
      `${SHOP} unfulfilled`,
      `${PSP} partly_captured`,
      `${OMS} accepted`,
      `${VENLO} partly_shipped`,
      `${LODZ} picking`,
      `${ERP} not_invoiced`,
    ]);
    expect(of[PSP]!.part).toEqual({ done: '255.96', of: '407.97', unit: 'EUR' });
    expect(of[VENLO]!.part).toEqual({ done: '3', of: '6', unit: 'pieces' });
    expect(of[OMS]!.keys).toEqual([{ namespace: 'oms.order', scope: null, value: 'ON-2026-558210' }]);
    expect(of[OMS]!.lastSpokeAt).toBe(Date.parse('2026-11-23T10:05:00Z'));
    expect(of[ERP]!.decides).toContain('invoice');
  });

  it('marks the one disagreement, with who decides and for how long', () => {
    expect(life.disagreements).toEqual([
      {
        domain: 'ship',
        kind: 'behind',
        object: 'VNL-88341207',
        authority: VENLO,
        authoritySays: 'shipped',
        decided: true,
        follower: SHOP,
        followerSays: null,
        since: Date.parse('2026-11-24T11:18:40Z'),
        forMs: now - Date.parse('2026-11-24T11:18:40Z'),
        allowedMs: 3_600_000,
        tolerated: false,
      },
    ]);
    const soon = lifecycle(events, now, policy, { at: Date.parse('2026-11-24T11:30:00Z') });
    expect(soon.disagreements).toMatchObject([{ tolerated: true }]);
    const told = event(OMS, 'shipment.notified', '2026-11-24T14:00:00Z', { data: shipment('VNL-88341207') });
    expect(lifecycle([...events, told], now, policy).disagreements).toEqual([]);
    expect(lifecycle(events, now, { ...policy, speaks: undefined }).disagreements).toEqual([]);
  });

  it('counts pieces per line and shipment', () => {
    expect(
      life.lines.map(({ line, ordered, shipped, toShip, progress, partial }) => [
        line,
        ordered,
        shipped,
        toShip,
        progress,
        partial,
      ]),
    ).toEqual([
      ['1', '1', '1', '0', 'shipped', false],
      ['2', '4', '2', '2', 'shipped', true],
      ['3', '1', '0', '1', 'picked', false],
    ]);
    expect(
      life.shipments.map(({ id, progress, carrier, implied }) => [id, progress, carrier, implied]),
    ).toEqual([
      ['LDZ-20117733', 'picked', null, true],
      ['VNL-88341207', 'shipped', 'dhl', false],
    ]);
  });

  it('keeps every promise with who agreed', () => {
    expect(
      life.promises.map(({ due, roles, state }) => [new Date(due).toISOString().slice(0, 10), roles, state]),
    ).toEqual([
      ['2026-11-25', ['original', 'agreed'], 'open'],
      ['2026-11-26', ['latest'], 'open'],
    ]);
  });

  it('shows money by stage and nothing for what nobody said', () => {
    expect(life.money.map(({ stage, total, currency }) => [stage, total, currency])).toEqual([
      ['ordered', '407.97', 'EUR'],
      ['authorized', '407.97', 'EUR'],
      ['captured', '255.96', 'EUR'],
    ]);
    expect(life.money[0]!.components).toEqual([
      { component: 'goods', tender: null, amount: '403.02' },
      { component: 'shipping', tender: null, amount: '4.95' },
    ]);
  });

  it('remembers the hold and how long it lasted', () => {
    expect(life.holds).toMatchObject([{ holdId: 'H1', reason: 'fraud review', heldMs: 41_147_000 }]);
    expect(lifecycle(events, now, policy, { at: Date.parse('2026-11-23T00:00:00Z') }).blocked).toBe(true);
  });

  it('has one shape on the wire, with ISO instants', () => {
    const wire = toWireLifecycle(life);
    expect(LifecycleSchema.parse(JSON.parse(JSON.stringify(wire)))).toEqual(wire);
    expect(wire.judgedAt).toBe('2026-11-24T14:42:18.000Z');
  });
});
