import { describe, expect, it } from 'vitest';
import { partition } from './partition.ts';
import { event, idOf, inWords, rules } from './test/events.ts';

type Case = {
  says: string;
  events: ReturnType<typeof event>[];
  cuts?: string[];
  lives: string[];
  conflicts?: string[];
  orphans?: string[];
};

const link = (correlationId: string, more: object = {}) => ({ correlationId, ...more });

const CASES: Case[] = [
  {
    says: 'identity keys join, across namespaces and later events',
    events: [event('a', 'o:1'), event('b', 'oms:9'), event('c', 'o:1 oms:9'), event('d', 'o:2')],
    lives: ['a b c', 'd'],
  },
  {
    says: 'identity keys join even different values of one namespace (an OMS order made of two shop orders)',
    events: [event('a', 'o:1 oms:9'), event('b', 'o:2 oms:9')],
    lives: ['a b'],
  },
  {
    says: 'part keys join pieces to their order, whichever comes first',
    events: [event('a', 'f:F s:S'), event('b', 's:S t:T'), event('c', 'o:1 f:F')],
    lives: ['a b c'],
  },
  {
    says: 'part keys join two sides of one order that have no identity namespace in common',
    events: [event('a', 'o:1 f:F'), event('b', 'oms:9 f:F')],
    lives: ['a b'],
  },
  {
    says: 'part keys alone make a life',
    events: [event('a', 's:S'), event('b', 's:S f:F'), event('c', 's:R')],
    lives: ['a b', 'c'],
  },
  {
    says: 'a part key on two orders turns shared, and its events belong to both',
    events: [event('a', 'o:1 f:F'), event('b', 'o:2 f:F'), event('x', 'f:F')],
    lives: ['a (x)', 'b (x)'],
    conflicts: ['fulfillment:F'],
  },
  {
    says: 'in a conflict every part key that joins turns, for none of them is to be trusted',
    events: [event('a', 'o:1 f:F'), event('b', 'oms:9 f:F s:S'), event('c', 'o:2 s:S'), event('x', 'f:F')],
    lives: ['a (x)', 'b (x)', 'c'],
    conflicts: ['fulfillment:F', 'shipment:S'],
  },
  {
    says: 'part keys of one order alone stay part keys in a conflict',
    events: [event('a', 'o:1 f:F s:S'), event('b', 'o:2 f:F'), event('x', 's:S')],
    lives: ['a x', 'b'],
    conflicts: ['fulfillment:F'],
  },
  {
    says: 'a conflict ends when an identity key says that the orders are one',
    events: [event('a', 'o:1 f:F oms:9'), event('b', 'o:2 f:F oms:9'), event('x', 'f:F')],
    lives: ['a b x'],
  },
  {
    says: 'scans of a box that was packed for two orders reach both, through keys that hang together',
    events: [
      event('a', 'o:1 f:F'),
      event('b', 'o:2 f:G'),
      event('pack', 'f:F f:G s:S'),
      event('label', 's:S t:T'),
      event('scan', 't:T'),
    ],
    lives: ['a (label pack scan)', 'b (label pack scan)'],
    conflicts: ['fulfillment:F', 'fulfillment:G', 'shipment:S', 'tracking:T'],
  },
  {
    says: 'shared keys link to every life that holds one and never merge; linking is not transitive',
    events: [
      event('a', 'o:1 inv:7'),
      event('b', 'o:2 inv:7'),
      event('bill', 'inv:7 pay:P'),
      event('paid', 'pay:P'),
    ],
    lives: ['a (bill)', 'b (bill)'],
    orphans: ['paid'],
  },
  {
    says: 'weak keys, unknown namespaces or none at all: orphans',
    events: [event('a', 'o:1 mail:m'), event('b', 'mail:m'), event('c', 'what:1'), event('d', '')],
    lives: ['a'],
    orphans: ['b', 'c', 'd'],
  },
  {
    says: 'an event of several orders belongs to each, makes those unknown, and joins none',
    events: [event('a', 'o:1'), event('box', 'o:1 o:2 inv:7'), event('bill', 'inv:7')],
    lives: ['(bill box)', 'a (bill box)'],
  },
  {
    says: 'a piece named with several orders is theirs together, and spoils no other join of theirs',
    events: [
      event('a', 'o:1 f:F'),
      event('b', 'oms:9 f:F'),
      event('c', 'o:2'),
      event('box', 'o:1 o:2 s:S'),
      event('scan', 's:S'),
    ],
    lives: ['a b (box scan)', 'c (box scan)'],
    conflicts: ['shipment:S'],
  },
  {
    says: 'an explicit link adds a life to an event and joins nothing',
    events: [
      event('a', 'o:1 c:A'),
      event('b', 'o:2', { links: [link('A')] }),
      event('bill', 'inv:7', { links: [link('A'), link('B')] }),
      event('late', 'inv:7'),
    ],
    lives: ['(bill late)', 'a (b bill late)', 'b'],
  },
  {
    says: 'a related order does not hold the papers of the other',
    events: [
      event('a', 'o:1 c:A'),
      event('b', 'o:2 inv:7', { links: [link('A', { relation: 'exchange_of' })] }),
      event('bill', 'inv:7'),
    ],
    lives: ['a (b)', 'b (bill)'],
  },
  {
    says: 'a cut identity key joins nothing more, but links',
    events: [event('a', 'o:1 oms:9'), event('b', 'o:2 oms:9'), event('x', 'oms:9')],
    cuts: ['oms:9'],
    lives: ['a (x)', 'b (x)'],
  },
  {
    says: 'a cut part key ends the conflict that it made',
    events: [event('a', 'o:1 f:F'), event('b', 'o:2 f:F'), event('c', 'oms:9 s:S'), event('d', 'o:1 s:S')],
    cuts: ['f:F'],
    lives: ['a c d', 'b'],
  },
  {
    says: 'a tracking number names the same thing while no gap is longer than 120 days',
    events: [
      event('a', 'o:1 t:T'),
      event('b', 't:T', { day: 100 }),
      event('c', 't:T', { day: 220 }),
      event('d', 't:T', { day: 341 }),
      event('e', 'o:2 t:T', { day: 350 }),
    ],
    lives: ['a b c', 'd e'],
  },
];

describe('the rules of stitching', () => {
  it.each(CASES)('$says', ({ events, cuts = [], lives, conflicts = [], orphans = [] }) => {
    const judged = rules(new Set(cuts.map(idOf)));
    for (const order of [events, events.toReversed()]) {
      expect(inWords(partition(order, judged), events)).toEqual({
        lives: lives.toSorted(),
        conflicts,
        orphans,
      });
    }
  });

  it('tells why each event belongs', () => {
    const events = [event('a', 'o:1 f:F inv:7'), event('b', 'f:F'), event('c', 'inv:7')];
    const [life] = partition(events, rules()).lives;
    const why = (at: number, of: 'members' | 'links') => life?.[of].get(events[at]?.eventKey as bigint);
    expect(why(0, 'members')).toMatchObject({ rule: 'identity', key: { namespace: 'order', value: '1' } });
    expect(why(1, 'members')).toMatchObject({ rule: 'part', key: { value: 'F' } });
    expect(why(2, 'links')).toMatchObject({ rule: 'shared', key: { value: '7' } });
  });
});
