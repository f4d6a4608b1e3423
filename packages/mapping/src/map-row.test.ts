import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapRow, sourcesOf } from './map-row.ts';
import { mapped, mappingOf } from './testing/rows.ts';

const event = (more: string, id = '"{id}"', time = '"{at}"') =>
  `events:\n  - type: order.created\n    id: ${id}\n    time: ${time}\n${more}`;
const AT = '2026-03-01T12:00:00Z';

describe('one row', () => {
  it('gives several events, each under its own condition', () => {
    const mapping = mappingOf(`
events:
  - { type: order.created, id: "{id}:c", time: "{at}" }
  - { type: payment.authorized, id: "{id}:p", time: "{paid}", when: { present: paid }, source: psp }
  - { type: order.cancelled, id: "{id}:x", time: "{at}", when: { field: status, in: [void, cancelled] } }
`);
    const kinds = (row: Record<string, unknown>) =>
      mapped(mapping, row).events.map(({ type, source }) => [type, source]);
    expect(kinds({ id: '1', at: AT, paid: '', status: 'new' })).toEqual([['order.created', 'oms/test']]);
    expect(kinds({ id: '1', at: AT, paid: AT, status: ' void ' })).toEqual([
      ['order.created', 'oms/test'],
      ['payment.authorized', 'psp/test'],
      ['order.cancelled', 'oms/test'],
    ]);
    expect(sourcesOf(mapping, 'oms/other')).toEqual(['oms/other', 'psp/other']);
  });

  it('gives one event per element of a nested list, with defaults from the row', () => {
    const mapping = mappingOf(`
defaults:
  keys: [{ namespace: order, value: "{order.id}" }]
events:
  - type: shipment.confirmed
    each: fulfillments
    id: "f/{id}"
    time: "{at}"
    lines: [{ each: lines, line: "{n}", sku: "{$parent.site}-{sku}", quantity: "{qty}" }]
    attributes: { first: "{$row.fulfillments[0].id}", nth: "{$index}" }
`);
    const fulfillment = (id: number) => ({ id, at: AT, site: 'E', lines: [{ n: 1, sku: 'a', qty: 2 }] });
    const { events } = mapped(mapping, { order: { id: 99 }, fulfillments: [fulfillment(7), fulfillment(8)] });
    expect(events.map(({ id }) => id)).toEqual(['f/7', 'f/8']);
    expect(events[1]?.data).toMatchObject({
      keys: [{ namespace: 'order', value: '99' }],
      lines: [{ line: '1', sku: 'E-a', quantity: '2' }],
      attributes: { first: '7', nth: '2' },
    });
  });

  it('adds amounts of one kind exactly and totals those in the shop’s basis', () => {
    const mapping = mappingOf(
      `${event(`    amounts:
      - { each: items, component: goods, value: { value: "{price}", decimal: ",", thousands: "." } }
      - { component: discount, value: { value: "{cut}", shift: -2, negate: true } }
      - { component: goods, basis: settlement, value: "{paid}", currency: USD, rate: "{rate}" }
`)}currency: "{cur}"\n`,
      'files: { main: { name: a }, joined: { items: { name: b, key: k, parent: id } } }',
    );
    const { events } = mapped(
      mapping,
      { id: '1', at: AT, cut: '150', paid: '1e1', rate: '1.25', cur: 'EUR' },
      { items: [{ price: '1.000,10' }, { price: '0,20' }] },
    );
    expect(events[0]?.data).toMatchObject({
      amounts: [
        { component: 'goods', basis: 'shop', amount: '1000.3', currency: 'EUR' },
        { component: 'discount', basis: 'shop', amount: '-1.5', currency: 'EUR' },
        { component: 'goods', basis: 'settlement', amount: '10', currency: 'USD', rate: '1.25' },
      ],
      amount: '998.8',
      currency: 'EUR',
    });
  });

  it('carries holds, promises, documents, errors and dates', () => {
    const mapping = mappingOf(`
events:
  - { type: hold.placed, id: "{id}:h", time: "{at}", hold: { holdId: "{id}-h", reason: fraud } }
  - { type: promise.set, id: "{id}:p", time: "{at}", promise: { kind: ship_by, due: { value: "{due}", format: dd.MM.yyyy, zone: Europe/Berlin, precision: day }, by: shown } }
  - type: posting.failed
    id: "{id}:e"
    time: "{at}"
    source: erp
    accountingDate: { value: "{due}", format: dd.MM.yyyy, zone: Europe/Berlin }
    document: { type: invoice, grain: consolidated, members: { each: orders, value: "{$item}" } }
    error: { class: { value: "{code}", map: { E1: mapping }, else: unknown }, code: "{code}" }
`);
    const { events, problems } = mapped(mapping, {
      id: 1,
      at: AT,
      due: '02.07.2026',
      orders: ['a', 'b'],
      code: 'E1',
    });
    expect(problems).toEqual([]);
    expect(events[0]?.data.hold).toEqual({ holdId: '1-h', scope: 'order', reason: 'fraud' });
    expect(events[1]?.data.promise).toMatchObject({ due: '2026-07-01T22:00:00.000Z', duePrecision: 'day' });
    expect(events[2]).toMatchObject({
      accountingDate: '2026-07-02',
      outcome: 'failed',
      data: {
        document: { grain: 'consolidated', members: ['a', 'b'] },
        error: { class: 'mapping', code: 'E1' },
      },
    });
  });

  it('that is left out says why', () => {
    const mapping = mappingOf(
      `skip: [{ when: { field: test, equals: true }, reason: test-order }]\n${event('    when: { present: at }\n')}`,
    );
    expect(mapped(mapping, { test: 'true' }).skipped).toBe('test-order');
    expect(mapped(mapping, { id: '1' }).skipped).toBe('no-event');
    const strict = mappingOf(`otherwise: dead-letter\n${event('    when: { present: at }\n')}`);
    expect(mapped(strict, { id: '1' }).problems[0]).toMatchObject({ reason: 'no-event' });
  });
});

describe('a row that cannot be mapped', () => {
  const mapping = mappingOf(
    `${event('    amount: "{total}"\n    currency: "{cur}"\n    corrects: "{old}"\n')}  - { type: order.closed, id: "{id}:x", time: "{at}" }\n`,
  );
  it.each([
    ['missing-value', 'id', { id: ' ' }, 2],
    ['missing-value', 'at', { at: undefined }, 2],
    ['bad-time', 'at', { at: 'yesterday' }, 2],
    ['bad-number', 'total', { total: '1.000,00' }, 1],
    ['bad-number', 'total', { total: '0.0000001' }, 1],
    ['contract', 'currency', { total: '1', cur: 'euro' }, 1],
    ['not-text', 'old', { old: {} }, 1],
    ['inexact-number', 'old', { old: 2 ** 60 }, 1],
  ])('says %s at %s, and the rest of the row is mapped', (reason, field, change, problems) => {
    const result = mapped(mapping, { id: '1', at: AT, ...change });
    expect(result.problems[0]).toMatchObject({ reason, field });
    expect(result.problems).toHaveLength(problems);
    expect(result.events).toHaveLength(2 - problems);
  });

  it('never gives two facts of one name', () => {
    const twice = mappingOf(`${event('')}  - { type: order.closed, id: "{id}", time: "{at}" }\n`);
    expect(mapped(twice, { id: '1', at: AT }).problems[0]?.reason).toBe('same-id');
  });
});

describe('any row', () => {
  const mapping = mappingOf(`
currency: EUR
defaults: { keys: [{ namespace: order, value: "{a}" }], attributes: { x: "{b.c[0]}", "constructor": "{c}" } }
skip: [{ when: { all: [{ field: d, matches: "x.*y?" }, { not: { absent: e } }] }, reason: no }]
events:
  - type: order.created
    id: "{a}"
    time: "{at}"
    lines: [{ each: items, line: "{a}", quantity: "{b}", amounts: [{ component: goods, value: "{c}" }] }]
    amounts: [{ each: b, component: { value: "{c}", map: { t: tax }, else: goods }, value: "{$item}" }]
    error: { class: { value: "{d}" } }
  - { type: posting.succeeded, each: items, id: "{$item.__proto__.x}{a}", time: "{$row.at}", document: { type: "{b}" } }
`);
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '2026-01-01',
      '',
      '1e99',
      '-0',
      '__proto__',
      't',
      '99999999999999999999999999999999999999999',
    ),
  );
  const tree = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.integer(),
      fc.double(),
      fc.bigInt(),
      fc.constantFrom(null, undefined, true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'at', 'items', '__proto__'), tie('value')),
    ),
  })).value;
  const row = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'at', 'items', 'constructor'), tree);

  it('is mapped without an exception, and accounts for itself', () => {
    fc.assert(
      fc.property(row, (given) => {
        const result = mapRow(mapping, given, { line: 1, file: 'f', source: 'oms/x' });
        const said = result.events.length + result.problems.length + (result.skipped === undefined ? 0 : 1);
        expect(said).toBeGreaterThan(0);
        expect(result.problems.filter(({ reason }) => reason === 'internal')).toEqual([]);
        expect(Object.prototype).not.toHaveProperty('x');
      }),
      { numRuns: 2000 },
    );
  });
});
