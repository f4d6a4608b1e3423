import type { Amount, DocumentRef, EventData } from '@throughline/contracts';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../stored-event.ts';
import { lifecycle } from './lifecycle.ts';
import { event, lines } from './testing/events.ts';

const NOW = Date.parse('2026-05-01T00:00:00Z');
let day = 1;
const fact = (source: string, type: string, data: Partial<EventData>, more: Partial<StoredEvent> = {}) => {
  day += 1;
  return event(source, type, Date.UTC(2026, 3, 1, day), { id: `${type}${day}`, ...more, data });
};
const amount = (
  component: Amount['component'],
  value: string,
  currency = 'EUR',
  tender?: string,
): Amount => ({
  component,
  basis: 'shop',
  amount: value,
  currency,
  tender,
});
const document = (type: DocumentRef['type'], number?: string, grain: DocumentRef['grain'] = 'order') => ({
  document: { type, number, grain },
});
const totals = (events: StoredEvent[]) =>
  lifecycle(events, NOW).money.map(
    ({ stage, total, currency, basis }) => `${stage} ${total} ${currency} ${basis}`,
  );

describe('money', () => {
  it('is never summed across currencies, zero and three decimals included', () => {
    const amounts = [
      amount('goods', '500', 'JPY'),
      amount('goods', '1.2', 'KWD'),
      amount('shipping', '0.005', 'KWD'),
    ];
    expect(totals([fact('commerce/a', 'order.created', { amounts })])).toEqual([
      'ordered 500 JPY shop',
      'ordered 1.205 KWD shop',
    ]);
  });

  it('keeps bases apart and components and tenders in view', () => {
    const { money } = lifecycle(
      [
        fact('psp/a', 'payment.captured', {
          amounts: [
            amount('goods', '10.00', 'EUR', 'visa'),
            amount('stored_value', '5', 'EUR', 'gift_card'),
            { ...amount('goods', '16.40', 'EUR'), basis: 'settlement' },
          ],
        }),
      ],
      NOW,
    );
    expect(money.map(({ basis, total }) => [basis, total])).toEqual([
      ['shop', '15.00'],
      ['settlement', '16.40'],
    ]);
    expect(money[0]!.components).toContainEqual({
      component: 'stored_value',
      tender: 'gift_card',
      amount: '5.00',
    });
  });

  it('takes totals, their unexplained rest, or the lines', () => {
    const priced = lines({ a: '1' }).map((line) => ({ ...line, amounts: [amount('goods', '7')] }));
    expect(totals([fact('commerce/a', 'order.created', { amount: '9', currency: 'EUR' })])).toEqual([
      'ordered 9.00 EUR shop',
    ]);
    expect(totals([fact('commerce/a', 'order.created', { lines: priced })])).toEqual([
      'ordered 7.00 EUR shop',
    ]);
    const { money } = lifecycle(
      [
        fact('commerce/a', 'order.created', {
          amount: '9',
          currency: 'EUR',
          amounts: [amount('goods', '7')],
        }),
      ],
      NOW,
    );
    expect(money[0]).toMatchObject({
      total: '9.00',
      components: [{ component: null, amount: '2.00' }, { component: 'goods' }],
    });
  });

  it('follows an edit, and ignores one without money', () => {
    const events = [
      fact('commerce/a', 'order.created', { amount: '9', currency: 'EUR' }),
      fact('commerce/a', 'order.edited', { amount: '12', currency: 'EUR' }),
      fact('commerce/a', 'order.edited', { lines: lines({ a: '1' }) }),
    ];
    expect(totals(events)).toEqual(['ordered 12.00 EUR shop']);
  });

  it('counts one capture once though the shop repeats it, and stored value beside', () => {
    const events = [
      fact('psp/a', 'payment.captured', { amount: '30', currency: 'EUR' }),
      fact('commerce/a', 'payment.captured', {
        amounts: [amount('goods', '30', 'EUR', 'visa'), amount('stored_value', '5', 'EUR', 'gift_card')],
      }),
    ];
    expect(totals(events)).toEqual(['captured 35.00 EUR shop']);
  });

  it('nets what failed, was reversed, voided or credited', () => {
    const payment = { objects: [{ type: 'payment' as const, id: 'P1' }], amount: '30', currency: 'EUR' };
    const invoice = fact('erp/a', 'posting.succeeded', {
      ...document('invoice', 'I1'),
      amount: '30',
      currency: 'EUR',
    });
    expect(
      totals([fact('psp/a', 'payment.authorized', payment), fact('psp/a', 'payment.voided', payment)]),
    ).toEqual([]);
    expect(totals([fact('psp/a', 'payment.captured', payment, { outcome: 'failed' })])).toEqual([]);
    expect(totals([invoice])).toEqual(['invoiced 30.00 EUR shop']);
    expect(totals([invoice, fact('erp/a', 'posting.reversed', document('invoice', 'I1'))])).toEqual([]);
    expect(
      totals([invoice, fact('erp/a', 'posting.reversed', document('invoice'), { corrects: invoice.id })]),
    ).toEqual([]);
    expect(
      totals([
        fact('psp/a', 'refund.issued', { amount: '4', currency: 'EUR' }),
        fact('erp/a', 'posting.succeeded', {
          ...document('credit_memo', 'C1'),
          amount: '4',
          currency: 'EUR',
        }),
      ]),
    ).toEqual(['refunded 4.00 EUR shop', 'credited 4.00 EUR shop']);
  });

  it('takes of a consolidated invoice only the share of this order', () => {
    const data = { ...document('invoice', 'I7', 'consolidated'), amount: '1000', currency: 'EUR' };
    expect(totals([fact('erp/a', 'posting.succeeded', data)])).toEqual([]);
    const share = { amounts: [amount('goods', '12.5')] };
    expect(totals([fact('erp/a', 'posting.succeeded', data, { share })])).toEqual([
      'invoiced 12.50 EUR shop',
    ]);
  });
});
