import { contractOf, EVENT_TYPES } from '@throughline/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderCreated } from '../testing/harness.ts';
import { NOT_QUICK, quickParseOf } from './quick-parse.ts';
import { inOrder } from './stable.ts';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom('', '1.50', 'EUR', 'goods', 'instant', '2026-01-01T00:00:00Z', 'x'.repeat(2000)),
);
const leaf = fc.oneof(text, fc.constantFrom(undefined, null, 0, 1, true, {}, []));
const list = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.array(of, { maxLength: 3 }) }, leaf);
const record = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record({ ...fields, extra: leaf }, { requiredKeys: [] });

const key = record({ namespace: text, value: text, scope: leaf });
const amount = record({
  component: fc.constantFrom('goods', 'tax', 'love'),
  amount: fc.constantFrom('1', '-2.5', '1e3'),
  currency: fc.constantFrom('EUR', 'eur'),
  basis: fc.constantFrom(undefined, 'shop', 'x'),
});
const line = record({ line: text, quantity: fc.constantFrom('1', 'two'), sku: leaf, amounts: list(amount) });
const data = record({
  keys: list(key),
  lines: list(line),
  amounts: list(amount),
  amount: fc.constantFrom('49.90', 'many'),
  error: record({ class: fc.constantFrom('timeout', 'bad'), field: leaf }),
  hold: record({ holdId: text, scope: leaf }),
  promise: record({
    kind: fc.constantFrom('ship_by', 'x'),
    due: fc.constantFrom('2026-01-01T00:00:00Z', 'soon'),
  }),
  attributes: fc.oneof(fc.dictionary(text, leaf), leaf),
  payload: fc.oneof(fc.dictionary(text, leaf), leaf),
});
const event = fc
  .tuple(
    fc.constantFrom(...EVENT_TYPES),
    data,
    record({
      subject: leaf,
      outcome: fc.constantFrom('ok', 'maybe', undefined),
      accountingdate: fc.constantFrom('2024-02-29', '2023-02-29'),
      traceparent: leaf,
    }),
  )
  .map(([type, of, more]) => ({ ...orderCreated('quick'), ...more, type, data: of }));

describe('quick parsing', () => {
  it('knows the contract of every type', () => {
    for (const type of EVENT_TYPES) expect(quickParseOf(contractOf(type)), type).not.toBeNull();
  });

  it('accepts what the contract accepts, and nothing else, with the same result', () => {
    fc.assert(
      fc.property(event, (given) => {
        const schema = contractOf(given.type);
        const quick = quickParseOf(schema)?.(given);
        const slow = schema.safeParse(given);
        expect(quick !== NOT_QUICK).toBe(slow.success);
        if (slow.success) expect(JSON.stringify(inOrder(quick))).toBe(JSON.stringify(inOrder(slow.data)));
      }),
      { numRuns: 2000 },
    );
  });

  it('pollutes no prototype', () => {
    const given = JSON.parse('{"__proto__":{"polluted":1},"a":1}') as unknown;
    const quick = quickParseOf(contractOf('order.created'))?.(given);
    expect(quick).toBe(NOT_QUICK);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
