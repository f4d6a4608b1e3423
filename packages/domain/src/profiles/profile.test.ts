import { type Profile, ProfileSchema, readDocument } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import { nextRun } from './batch.ts';
import { expectationOf, profilesOf } from './profile.ts';
import { runProfileTest } from './profile-test.ts';

const profile = (given: Record<string, unknown>): Profile => {
  const result = readDocument(ProfileSchema, { about: 'A journey.', order: 1, milestones: {}, ...given });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const pos = profile({ name: 'pos', order: 1, when: [{ channel: 'pos' }] });
const web = profile({
  name: 'web',
  order: 2,
  when: [{ channel: ['web', 'app'] }, { market: { not: ['b2b'] }, channel: { exists: true } }],
  milestones: {
    shipped: { eligibleFrom: ['approved'] },
    'posting.succeeded': {
      expect: 'batched',
      schedule: { at: ['02:00'], days: ['mon', 'thu'], timeZone: 'Europe/Paris', grace: '90m' },
    },
  },
});
const named = (definitions: Profile[], attributes: Record<string, string>, start = 0) =>
  profilesOf(definitions)({ attributes, orderValue: () => new Map() }, start)?.name ?? 'unclassified';

describe('profiles', () => {
  it.each([
    [{ channel: 'pos' }, 'pos'],
    [{ channel: 'app', market: 'b2b' }, 'web'],
    [{ channel: 'kiosk' }, 'web'],
    [{ channel: 'kiosk', market: 'b2b' }, 'unclassified'],
    [{}, 'unclassified'],
    [{ constructor: 'web' }, 'unclassified'],
  ] as const)('take %j as %s, in their order', (attributes, name) => {
    expect(named([web, pos], attributes)).toBe(name);
  });

  it('count in the version in force at the start', () => {
    const narrowed = profile({
      name: 'web',
      version: 2,
      effectiveFrom: '2026-03-01',
      when: [{ channel: 'web' }],
    });
    expect(named([web, narrowed], { channel: 'app' }, Date.UTC(2026, 1, 1))).toBe('web');
    expect(named([web, narrowed], { channel: 'app' }, Date.UTC(2026, 2, 1))).toBe('unclassified');
  });

  it('expect what they name', () => {
    expect(expectationOf(web, 'shipped')).toEqual({ expect: 'expected', eligibleFrom: ['approved'] });
    expect(expectationOf(web, 'delivered').expect).toBe('not_expected');
  });

  it('know the next run of a batch, through a change of the clock', () => {
    const { schedule } = expectationOf(web, 'posting.succeeded');
    const run = (from: string) => new Date(nextRun(schedule!, Date.parse(from))).toISOString();
    expect(run('2026-03-26T01:00:00Z')).toBe('2026-03-26T01:00:00.000Z');
    expect(run('2026-03-26T01:00:01Z')).toBe('2026-03-30T00:00:00.000Z');
    expect(schedule!.grace).toBe(90 * 60_000);
  });

  it('are tested by data', () => {
    const cases = [
      { name: 'a', attributes: { channel: 'pos' }, profile: 'web', milestones: {} },
      { name: 'b', attributes: { channel: 'web' }, profile: 'web', milestones: { shipped: 'not_expected' } },
      { name: 'c', attributes: {}, profile: 'unclassified', milestones: {} },
    ];
    expect(runProfileTest([web, pos], { cases })).toEqual([
      'a: the profile should be web and is pos',
      'b: shipped should be not_expected and is expected',
    ]);
  });
});
