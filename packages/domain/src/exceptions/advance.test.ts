import { describe, expect, it } from 'vitest';
import { bindRule, configurationOf } from '../judge/bind.ts';
import { judge } from '../judge/judge.ts';
import { everything, testRule } from '../judge/testing/configuration.ts';
import { event } from '../lifecycle/testing/events.ts';
import type { StoredEvent } from '../stored-event.ts';
import { advanceClock, type ClockMemory, withdrawClock } from './advance.ts';

const HOUR = 3_600_000;
const ORIGIN = Date.parse('2026-03-02T08:00:00Z');
const created = event('commerce/a', 'order.created', ORIGIN);
const shipped = (hours: number, id = 'shipped') =>
  event('wms/a', 'shipment.confirmed', ORIGIN + hours * HOUR, { id });
const bound = (given: object) =>
  bindRule([testRule({ ...given })], configurationOf([], [everything('shipped', 'approved')]));
const rule = bound({
  kind: 'clock',
  start: 'order.created',
  stop: { on: 'shipment.confirmed' },
  within: '24h',
  warn: '2h',
  severity: [{ when: { market: 'x' }, value: 'critical' }, { value: 'medium' }],
});

/** Judges at `hour`, feeds complete through `through`, and adds to what was remembered; `now` is the hour of judging. */
const look = (
  memory: ClockMemory | null,
  events: StoredEvent[],
  hour: number,
  { through = 9999, now = hour, by = rule } = {},
) => {
  const completeThrough = { 'wms/a': { completeThrough: ORIGIN + through * HOUR } };
  const T = ORIGIN + hour * HOUR;
  const [clock] = judge({ rule: by, workspace: 1, object: 'o', events, completeThrough, T }).clocks;
  const advance = advanceClock(memory, clock!, ORIGIN + now * HOUR);
  return {
    ...advance,
    states: advance.verdicts.map(({ state, corrects }) => (corrects ? `${state}, corrected` : state)),
    changes: advance.transitions.map(
      ({ kind, because, correction }) => `${kind} ${because}${correction ? ', corrected' : ''}`,
    ),
  };
};

describe('the exception of a clock', () => {
  it('opens at the deadline, closes by the facts, and says nothing twice', () => {
    const running = look(null, [created], 1);
    expect([running.states, running.changes]).toEqual([[], []]);
    const late = look(running.memory, [created], 30);
    expect([late.states, late.changes]).toEqual([['at_risk', 'breached'], ['opened breached']]);
    expect(late.transitions[0]).toMatchObject({
      at: ORIGIN + 24 * HOUR + 1,
      due: ORIGIN + 24 * HOUR,
      historical: false,
    });
    expect(look(late.memory, [created], 31)).toMatchObject({ states: [], changes: [] });
    const done = look(late.memory, [created, shipped(40)], 41);
    expect([done.states, done.changes]).toEqual([['met_late'], ['closed met_late']]);
    expect(done.memory.exception).toMatchObject({ open: false, closedAt: ORIGIN + 40 * HOUR });
  });

  it('that began and ended between two looks is recorded', () => {
    expect(look(null, [created, shipped(25)], 100).changes).toEqual(['opened breached', 'closed met_late']);
  });

  it('that began and ended while nobody could tell is recorded', () => {
    const blind = look(null, [created], 30, { through: 10 });
    expect([blind.states, blind.changes]).toEqual([['at_risk', 'unknown'], []]);
    const told = look(blind.memory, [created, shipped(40)], 41, { through: 10 });
    expect([told.states, told.changes]).toEqual([['met_late'], ['opened met_late', 'closed met_late']]);
  });

  it('opens without a correction once the feed has caught up', () => {
    const blind = look(null, [created], 30, { through: 10 });
    const seen = look(blind.memory, [created], 31, { through: 31 });
    expect([seen.states, seen.changes]).toEqual([['breached'], ['opened breached']]);
  });

  it('is corrected by a stop that arrives late, and leaves a trace', () => {
    const late = look(null, [created], 30);
    const told = look(late.memory, [created, shipped(20)], 31);
    expect([told.states, told.changes]).toEqual([['met, corrected'], ['closed met, corrected']]);
    expect(told.verdicts[0]!.corrects).toBe(late.verdicts.at(-1)!.id);
  });

  it('reopens when what closed it is taken back', () => {
    const done = look(null, [created, shipped(30)], 31);
    const voided = event('wms/a', 'shipment.voided', ORIGIN + 35 * HOUR, { corrects: 'shipped' });
    const again = look(done.memory, [created, shipped(30), voided], 36);
    expect([again.states, again.changes]).toEqual([['breached'], ['reopened breached']]);
    expect(again.memory.exception).toMatchObject({ open: true, reopened: 1 });
    expect(again.verdicts[0]!.id).not.toBe(done.verdicts.find(({ state }) => state === 'breached')!.id);
  });

  it('grows worse and eases with what the facts say', () => {
    const late = look(null, [created], 30);
    const market = (value: string, hours: number) =>
      event('commerce/a', 'order.edited', ORIGIN + hours * HOUR, { data: { attributes: { market: value } } });
    const worse = look(late.memory, [created, market('x', 31)], 32);
    expect(worse.changes).toEqual(['escalated breached']);
    const better = look(worse.memory, [created, market('x', 31), market('z', 33)], 34);
    expect(better.changes).toEqual(['eased breached']);
    expect(better.memory.exception).toMatchObject({ severity: 'medium', open: true });
  });

  it('whose deadline is long past when first judged is historical', () => {
    const horizon = 24 + 24;
    expect(look(null, [created], horizon).transitions[0]!.historical).toBe(false);
    expect(look(null, [created], 30, { now: horizon + 1 }).transitions[0]!.historical).toBe(true);
  });

  it('of what was broken before the rule began is inherited', () => {
    const judgeFrom = new Date(ORIGIN + HOUR).toISOString();
    const late = bound({
      kind: 'clock',
      start: 'order.created',
      stop: { on: 'shipment.confirmed' },
      within: '24h',
      severity: 'low',
      judgeFrom,
    });
    const inherited = look(null, [created], 30, { by: late });
    expect(inherited.transitions).toMatchObject([{ kind: 'opened', because: 'unknown', inherited: true }]);
    expect(look(inherited.memory, [created, shipped(40)], 41, { by: late }).changes).toEqual([
      'closed met_late',
    ]);
  });

  it('is withdrawn with its clock, once', () => {
    const late = look(null, [created], 30);
    const { clockId } = late.transitions[0]!;
    const withdrawn = withdrawClock(clockId, late.memory, ORIGIN + 50 * HOUR)!;
    expect(withdrawn.transition).toMatchObject({ kind: 'closed', because: 'withdrawn', correction: true });
    expect(withdrawClock(clockId, withdrawn.memory, ORIGIN + 51 * HOUR)).toBeNull();
    const back = look(withdrawn.memory, [created], 52);
    expect(back.changes).toEqual(['reopened breached, corrected']);
  });
});
