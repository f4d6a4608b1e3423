import type { Profile } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { event } from '../lifecycle/testing/events.ts';
import type { StoredEvent } from '../stored-event.ts';
import { bindRule, configurationOf } from './bind.ts';
import type { CompleteThrough } from './feeds.ts';
import { type JudgedClock, judge } from './judge.ts';
import { everything, testRule } from './testing/configuration.ts';

const HOUR = 3_600_000;
const ORIGIN = Date.parse('2026-03-02T08:00:00Z'); // a Monday
const COMPLETE: CompleteThrough = { 'wms/a': { completeThrough: ORIGIN + 10_000 * HOUR } };
const PROFILES = [everything('placed', 'approved', 'shipped', 'delivered', 'posting.succeeded')];
const CLOCK = {
  kind: 'clock',
  start: 'order.created',
  stop: { on: 'shipment.confirmed' },
  within: '24h',
  severity: 'high',
};
const created = event('commerce/a', 'order.created', ORIGIN);
const after = (hours: number, type: string, given: Parameters<typeof event>[3] = {}, source = 'wms/a') =>
  event(source, type, ORIGIN + hours * HOUR, given);

type Asked = { events: StoredEvent[]; at: number; profiles?: Profile[]; complete?: CompleteThrough };
const ask = (rules: object | object[], { events, at, profiles = PROFILES, complete = COMPLETE }: Asked) => {
  const versions = [rules].flat().map((given) => testRule({ ...given }));
  const rule = bindRule(versions, configurationOf([], profiles));
  const question = { workspace: 1, object: 'o', events, completeThrough: complete, T: ORIGIN + at * HOUR };
  return judge({ rule, ...question });
};
const clocks = (rules: object | object[], asked: Asked) =>
  ask(rules, asked).clocks.map((clock: JudgedClock) => [clock.state, (clock.due - ORIGIN) / HOUR] as const);

describe('a clock', () => {
  it.each([
    ['running', null, 20, 'running'],
    ['at risk from the warn point', null, 22, 'at_risk'],
    ['at risk at due', null, 24, 'at_risk'],
    ['breached after due', null, 24.001, 'breached'],
    ['met at due', 24, 30, 'met'],
    ['met late', 24.001, 30, 'met_late'],
    ['not met by what happens later', 23, 22, 'at_risk'],
  ] as const)('is %s', (_what, stop, at, state) => {
    const events = stop === null ? [created] : [created, after(stop, 'shipment.confirmed')];
    expect(clocks({ ...CLOCK, warn: '2h' }, { events, at })).toEqual([[state, 24]]);
  });

  it('has several warn points, and says when it changes by itself', () => {
    const rule = { ...CLOCK, warn: ['1h', '4h'] };
    const look = (at: number) => {
      const {
        clocks: [clock],
        wakeAt,
      } = ask(rule, { events: [created], at });
      return [clock!.state, clock!.point, wakeAt === null ? null : wakeAt - ORIGIN];
    };
    expect(look(0)).toEqual(['running', 0, 20 * HOUR]);
    expect(look(20)).toEqual(['at_risk', 1, 23 * HOUR]);
    expect(look(23)).toEqual(['at_risk', 2, 24 * HOUR + 1]);
    expect(look(25)).toEqual(['breached', 0, null]);
    expect(ask(rule, { events: [after(5, 'order.created')], at: 0 })).toMatchObject({
      clocks: [],
      wakeAt: ORIGIN + 5 * HOUR,
    });
  });

  it('takes the first threshold that holds for the object', () => {
    const within = [
      { when: { service_level: ['express', 'same_day'] }, value: '4h' },
      { when: { orderValue: { currency: 'EUR', atLeast: '500' } }, value: '12h' },
      { value: '24h' },
    ];
    const due = (attributes: Record<string, string>, amount?: string) =>
      clocks(
        { ...CLOCK, within },
        {
          events: [
            event('commerce/a', 'order.created', ORIGIN, {
              data: { attributes, ...(amount && { amount, currency: 'EUR' }) },
            }),
          ],
          at: 0,
        },
      )[0]?.[1];
    expect(due({ service_level: 'express' })).toBe(4);
    expect(due({}, '500.00')).toBe(12);
    expect(due({}, '499.99')).toBe(24);
    expect(clocks({ ...CLOCK, within: within.slice(0, 1) }, { events: [created], at: 0 })).toEqual([]);
  });

  it('starts once with `first`, and with each start event with `each`', () => {
    const events = [
      after(0, 'fulfillment.requested', { id: 'a' }),
      after(10, 'fulfillment.requested', { id: 'b' }),
      after(30, 'shipment.confirmed'),
    ];
    const rule = { ...CLOCK, start: 'fulfillment.requested' };
    expect(clocks(rule, { events, at: 40 })).toEqual([['met_late', 24]]);
    expect(clocks({ ...rule, restart: 'each' }, { events, at: 29 })).toEqual([
      ['breached', 24],
      ['running', 34],
    ]);
    expect(clocks({ ...rule, restart: 'each' }, { events, at: 40 })).toEqual([
      ['met_late', 24],
      ['met', 34],
    ]);
    const early = [after(-5, 'shipment.confirmed'), ...events.slice(0, 2)];
    expect(clocks({ ...rule, restart: 'each' }, { events: early, at: 0 })).toEqual([['running', 24]]);
  });

  it('pairs starts and stops about one object with `per`', () => {
    const about = (id: string) => ({ id, data: { objects: [{ type: 'fulfillment' as const, id }] } });
    const events = [
      after(0, 'fulfillment.requested', about('1')),
      after(1, 'fulfillment.requested', about('2')),
      after(9, 'shipment.confirmed', { ...about('2'), id: 'sent 2' }),
    ];
    const rule = { ...CLOCK, start: 'fulfillment.requested', restart: 'each', per: 'fulfillment' };
    expect(clocks(rule, { events, at: 10 })).toEqual([
      ['running', 24],
      ['met', 25],
    ]);
  });

  it('is cancelled by what came before its stop only', () => {
    const cancelled = after(5, 'order.cancelled', {}, 'commerce/a');
    expect(clocks(CLOCK, { events: [created, cancelled], at: 30 })).toEqual([['cancelled', 24]]);
    expect(clocks(CLOCK, { events: [created, cancelled, after(6, 'shipment.confirmed')], at: 30 })).toEqual([
      ['cancelled', 24],
    ]);
    expect(clocks(CLOCK, { events: [created, after(4, 'shipment.confirmed'), cancelled], at: 30 })).toEqual([
      ['met', 24],
    ]);
    expect(clocks({ ...CLOCK, cancel: [] }, { events: [created, cancelled], at: 30 })).toEqual([
      ['breached', 24],
    ]);
  });

  it('judges documents and sources that a reference names', () => {
    const stop = { on: { name: 'posting.succeeded', document: 'invoice', source: 'erp' } };
    const posted = (source: string, type: 'invoice' | 'delivery') =>
      after(5, 'posting.succeeded', { data: { document: { type, grain: 'order' } } }, source);
    const state = (posting: StoredEvent) =>
      clocks({ ...CLOCK, stop }, { events: [created, posting], at: 30 })[0]![0];
    expect(state(posted('erp/sap', 'invoice'))).toBe('met');
    expect(state(posted('erp/sap', 'delivery'))).toBe('breached');
    expect(state(posted('oms/main', 'invoice'))).toBe('breached');
  });

  it('counts by the calendar of its name, and by the version in force at its start', () => {
    const versions = [
      { ...CLOCK, version: 1 },
      { ...CLOCK, version: 2, effectiveFrom: new Date(ORIGIN + HOUR).toISOString(), within: '48h' },
    ];
    expect(clocks(versions, { events: [created], at: 2 })).toEqual([['running', 24]]);
    expect(clocks(versions, { events: [after(2, 'order.created')], at: 2 })).toEqual([['running', 50]]);
    const based = [...versions, { ...CLOCK, version: 3, effectiveFrom: '2026-01-01', within: '12h' }];
    expect(clocks(based, { events: [created], at: 2 })).toEqual([['running', 12]]);
    const ids = [versions, based].map((each) => ask(each, { events: [created], at: 2 }).clocks[0]!.clockId);
    expect(ids[0]).toBe(ids[1]);
  });

  it('never measures by a clock that cannot be believed', () => {
    const wild = event('wms/a', 'shipment.confirmed', Date.UTC(2099, 0, 1), {
      observedAt: ORIGIN + 5 * HOUR,
    });
    const {
      clocks: [clock],
    } = ask(CLOCK, { events: [created, wild], at: 6 });
    expect(clock).toMatchObject({ state: 'unknown', open: false, wakeAt: null });
    const started = event('commerce/a', 'order.created', Date.UTC(1999, 0, 1), { observedAt: ORIGIN });
    expect(clocks(CLOCK, { events: [started], at: 6 })).toEqual([]);
  });
});

describe('precision', () => {
  const day = (hours: number, type: string) => after(hours, type, { timePrecision: 'day', timeZone: 'UTC' });

  it('of a day: met if any instant of it meets', () => {
    expect(clocks(CLOCK, { events: [created, day(24 - 8, 'shipment.confirmed')], at: 100 })).toEqual([
      ['met', 24],
    ]);
    expect(clocks(CLOCK, { events: [created, day(40, 'shipment.confirmed')], at: 100 })).toEqual([
      ['met_late', 24],
    ]);
  });

  it('of a start: breached only if no instant of the day agrees', () => {
    const start = day(-8, 'order.created');
    const due = 40 - 1 / HOUR;
    expect(clocks(CLOCK, { events: [start], at: 39 })).toEqual([['running', due]]);
    expect(clocks(CLOCK, { events: [start], at: 40 })).toEqual([['breached', due]]);
  });
});

describe('completeness', () => {
  const lag = (through: number, maxUnknown: number | null = null): CompleteThrough => ({
    'wms/a': { completeThrough: ORIGIN + through * HOUR, maxUnknown },
    'psp/a': { completeThrough: ORIGIN, maxUnknown: null },
  });
  const rule = { ...CLOCK, stop: { on: 'shipment.confirmed', feeds: ['wms'] } };
  const look = (complete: CompleteThrough, at = 30) => ask(rule, { events: [created], at, complete });

  it('judges a deadline once every feed of the stop is past it', () => {
    expect(look(lag(24)).clocks[0]).toMatchObject({
      state: 'unknown',
      open: true,
      waitsFor: { feeds: ['wms/a'], past: ORIGIN + 24 * HOUR },
      blindAt: null,
    });
    expect(look(lag(24.001)).clocks[0]).toMatchObject({ state: 'breached', waitsFor: null });
  });

  it('asks every feed where none is of the kind, and knows nothing without any', () => {
    expect(
      ask(
        { ...rule, stop: { ...rule.stop, feeds: ['erp'] } },
        { events: [created], at: 30, complete: lag(99) },
      ).clocks[0]!.waitsFor,
    ).toMatchObject({ feeds: ['psp/a'] });
    expect(look({}).clocks[0]).toMatchObject({ state: 'unknown', waitsFor: { feeds: [] } });
  });

  it('blames the feed once it was silent for too long; an import never', () => {
    const blind = look(lag(24, 2 * HOUR), 25);
    expect(blind.clocks[0]!.blindAt).toBe(ORIGIN + 26 * HOUR + 1);
    expect(blind.wakeAt).toBe(ORIGIN + 26 * HOUR + 1);
    expect(look(lag(24), 25).wakeAt).toBeNull();
  });

  it('believes no absence from before the rule or its feeds began', () => {
    const inherited = { state: 'unknown', inherited: true, waitsFor: null };
    const judgeFrom = new Date(ORIGIN + 1).toISOString();
    expect(ask({ ...rule, judgeFrom }, { events: [created], at: 30 }).clocks[0]).toMatchObject(inherited);
    const late = { 'wms/a': { completeThrough: ORIGIN + 99 * HOUR, completeFrom: ORIGIN + 1 } };
    expect(look(late).clocks[0]).toMatchObject(inherited);
    const stopped = ask(
      { ...rule, judgeFrom },
      { events: [created, after(30, 'shipment.confirmed')], at: 31 },
    );
    expect(stopped.clocks[0]).toMatchObject({ state: 'met_late', inherited: false });
  });
});

describe('a state', () => {
  const aging = {
    kind: 'state',
    state: { progress: ['approved', 'sourced'] },
    buckets: [
      { after: '72h', severity: 'high' },
      { after: '24h', severity: 'low' },
    ],
  };
  const approved = after(2, 'payment.authorized', {}, 'psp/a');

  it('counts from the fact that led into it, through its buckets', () => {
    const look = (at: number) => {
      const {
        clocks: [clock],
        wakeAt,
      } = ask(aging, { events: [created, approved], at });
      return (
        clock && [
          clock.state,
          (clock.due - ORIGIN) / HOUR,
          clock.point,
          clock.severity,
          wakeAt && wakeAt - ORIGIN,
        ]
      );
    };
    expect(look(1)).toBeUndefined();
    expect(look(26)).toEqual(['running', 26, 0, 'low', 26 * HOUR + 1]);
    expect(look(27)).toEqual(['breached', 26, 1, 'low', 74 * HOUR + 1]);
    expect(look(75)).toEqual(['breached', 74, 2, 'high', null]);
  });

  it.each([
    ['left in time', after(20, 'shipment.picked'), 'met'],
    ['left late', after(30, 'shipment.picked'), 'met_late'],
    ['cancelled', after(30, 'order.cancelled'), 'cancelled'],
  ])('%s', (_what, last, state) => {
    expect(clocks(aging, { events: [created, approved, last], at: 40 })).toEqual([[state, 26]]);
  });

  it('of holds is one clock for each', () => {
    const hold = (id: string, hours: number, type: string, reason = 'fraud') =>
      after(hours, type, { id: `${type} ${id}`, data: { hold: { holdId: id, scope: 'order', reason } } });
    const rule = {
      kind: 'state',
      state: { hold: { reasons: ['fraud'] } },
      buckets: [{ after: '24h', severity: 'low' }],
    };
    const events = [
      created,
      hold('A', 1, 'hold.placed'),
      hold('B', 2, 'hold.placed'),
      hold('C', 2, 'hold.placed', 'stock'),
      hold('A', 5, 'hold.released'),
    ];
    expect(clocks(rule, { events, at: 30 })).toEqual([
      ['met', 25],
      ['breached', 26],
    ]);
  });
});

describe('journeys', () => {
  const profile = (milestones: Profile['milestones']): Profile[] => [{ ...PROFILES[0]!, milestones }];
  const look = (milestones: Profile['milestones'], events = [created], at = 30) =>
    clocks(CLOCK, { events, at, profiles: profile(milestones) });

  it('are judged only on what they expect', () => {
    expect(look({ shipped: { expect: 'not_expected' } })).toEqual([]);
    expect(look({})).toEqual([]);
    expect(look({ shipped: { expect: 'expected' } })).toEqual([['breached', 24]]);
  });

  it('start where they are eligible', () => {
    const milestones = { shipped: { expect: 'expected' as const, eligibleFrom: ['approved'] } };
    expect(look(milestones)).toEqual([]);
    const approved = after(10, 'payment.authorized', {}, 'psp/a');
    expect(look(milestones, [created, approved])).toEqual([['running', 34]]);
  });

  it('wait for the batch that brings the milestone', () => {
    const schedule = { at: [120], days: ['thu' as const], timeZone: 'UTC', grace: HOUR };
    // Thursday, 02:00 and an hour of grace: 67 hours after Monday, 08:00.
    expect(look({ shipped: { expect: 'batched', schedule } })).toEqual([['running', 67]]);
  });

  it('that nothing knows are only aged', () => {
    const aged = {
      kind: 'state',
      milestone: 'shipped',
      state: { progress: ['placed'] },
      buckets: [{ after: '24h', severity: 'low' }],
    };
    expect(clocks(CLOCK, { events: [created], at: 30, profiles: [] })).toEqual([]);
    expect(clocks(aged, { events: [created], at: 30, profiles: [] })).toEqual([['breached', 24]]);
  });
});
