import { expect, test } from 'vitest';
import { headline } from './headline.ts';
import type { Life, PromiseFact } from './life.ts';

const HOUR = 3_600_000;
const at = Date.parse('2017-12-15T15:00:00Z');
const said = (progress: string, occurredAt: string) =>
  ({ progress, occurredAt }) as Life['milestones'][number];
const promise = (patch: Partial<PromiseFact>): PromiseFact =>
  ({
    kind: 'deliver_by',
    line: null,
    roles: ['latest'],
    due: '2017-12-20T03:00:00Z',
    state: 'open',
    actual: null,
    lateByMs: null,
    ...patch,
  }) as PromiseFact;
const life = (patch: Partial<Life>): Life =>
  ({
    progress: 'shipped',
    partial: false,
    open: true,
    health: 'on_track',
    milestones: [said('placed', '2017-12-10T15:00:00Z'), said('shipped', '2017-12-13T15:00:00Z')],
    systems: [],
    disagreements: [],
    holds: [],
    lines: [],
    promises: [promise({})],
    ...patch,
  }) as Life;

test('an order under way says how far it is and what is left', () => {
  expect(headline(life({}), at)).toBe('Shipped 2 d ago; to be delivered within 4 d 12 h.');
});

test('past its promise it says by how much', () => {
  const overdue = promise({ state: 'overdue', lateByMs: 30 * HOUR });
  expect(headline(life({ promises: [overdue] }), at)).toBe(
    'Shipped 2 d ago and not delivered, 1 d 6 h past its promise.',
  );
});

test.each([
  [-48 * HOUR, 'Delivered 5 d after it was ordered, 2 d before the promised time.'],
  [30 * HOUR, 'Delivered 5 d after it was ordered, 1 d 6 h later than promised.'],
])('once delivered it says how long it took, against the promise', (lateByMs, text) => {
  const actual = { occurredAt: '2017-12-15T15:00:00Z' } as PromiseFact['actual'];
  const kept = promise({ state: lateByMs > 0 ? 'late' : 'met', actual, lateByMs });
  expect(headline(life({ progress: 'delivered', open: false, promises: [kept] }), at)).toBe(text);
});

test('a disagreement comes first', () => {
  const disagreement = {
    authority: 'wms/venlo',
    authoritySays: 'shipped',
    follower: 'commerce/ap-eu',
    followerSays: null,
    since: '2017-12-15T11:37:00Z',
    tolerated: false,
  } as Life['disagreements'][number];
  const systems = [{ source: 'commerce/ap-eu', state: 'unfulfilled' }] as Life['systems'];
  expect(headline(life({ disagreements: [disagreement], systems }), at)).toContain(
    'wms/venlo says shipped for 3 h 23 m and commerce/ap-eu still shows it as unfulfilled.',
  );
});

test('a hold says for how long and why', () => {
  const hold = {
    placed: { occurredAt: '2017-12-15T12:00:00Z' },
    released: null,
    reason: 'fraud review',
  } as Life['holds'][number];
  expect(headline(life({ holds: [hold], promises: [] }), at)).toBe(
    'Held for 3 h: fraud review. Shipped 2 d ago, not delivered; no promise was given.',
  );
});

test('part of the pieces is said as such', () => {
  const lines = [{ ordered: '6', shipped: '3' }] as Life['lines'];
  expect(headline(life({ partial: true, lines }), at)).toContain('3 of 6 pieces shipped 2 d ago');
});
