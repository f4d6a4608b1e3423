import { AMOUNT_BASES, AMOUNT_COMPONENTS, type Amount } from '@throughline/contracts';
import { atRow, type Compiling, inside, type Place } from '../compiling.ts';
import type { AmountNode } from '../language/event.ts';
import { type Read, rowOf } from '../scope.ts';
import { compileNumber, formatDecimal, parseDecimal } from '../values/decimal.ts';
import { checkWords, compileValue, required } from '../values/value.ts';
import { defined, optional } from './optional.ts';
import { compileEach, joinAll } from './repeat.ts';

/** An amount before it is written down: `micros` instead of the decimal text. */
type Sum = Omit<Amount, 'amount'> & { micros: bigint };

/** An amount's own currency is read where the amount is, that of the whole mapping from the row. */
const compileCurrency = (node: AmountNode, place: Place, compiling: Compiling): Read<string> => {
  const here = [...place, 'currency'];
  if (node.currency !== undefined) {
    return required(compileValue(node.currency, here, inside(compiling, node.each)), 'the currency');
  }
  if (compiling.currency === undefined) {
    compiling.fail(
      place,
      'An amount has no currency',
      'Give it one, or give the mapping one for all: currency: EUR.',
    );
  }
  const read = required(
    compileValue(compiling.currency ?? 'XXX', ['currency'], atRow(compiling)),
    'the currency',
  );
  return (scope) => read(rowOf(scope));
};

const compileAmount = (node: AmountNode, place: Place, compiling: Compiling): Read<Sum[]> => {
  const inner = inside(compiling, node.each);
  const componentValue = compileValue(node.component, [...place, 'component'], inner);
  checkWords(componentValue, AMOUNT_COMPONENTS, [...place, 'component'], inner);
  const component = required(componentValue, 'the component of an amount');
  const tender = optional(node.tender, [...place, 'tender'], inner);
  const basis = optional(node.basis, [...place, 'basis'], inner, AMOUNT_BASES);
  const value = compileNumber(node.value, [...place, 'value'], inner);
  const rate = node.rate === undefined ? undefined : compileNumber(node.rate, [...place, 'rate'], inner);
  const currency = compileCurrency(node, place, compiling);
  return compileEach<Sum>(node, place, compiling, (scope) => {
    const micros = value.read(scope);
    if (micros === undefined) return undefined;
    const factor = rate?.read(scope);
    return {
      component: component(scope) as Sum['component'],
      basis: (basis(scope) ?? 'shop') as Sum['basis'],
      currency: currency(scope),
      micros,
      ...defined({ tender: tender(scope), rate: factor === undefined ? undefined : formatDecimal(factor) }),
    };
  });
};

/** Compiles amounts. Those of one component, tender, basis, currency and rate are added; absent numbers give none. */
export const compileAmounts = (
  nodes: readonly AmountNode[] | undefined,
  place: Place,
  compiling: Compiling,
): Read<Amount[]> => {
  const read = joinAll((nodes ?? []).map((node, at) => compileAmount(node, [...place, at], compiling)));
  return (scope) => {
    const sums = new Map<string, Sum>();
    for (const sum of read(scope)) {
      const group = JSON.stringify([sum.component, sum.tender, sum.basis, sum.currency, sum.rate]);
      const before = sums.get(group);
      if (before) before.micros += sum.micros;
      else sums.set(group, sum);
    }
    return [...sums.values()].map(({ micros, ...amount }) => ({ ...amount, amount: formatDecimal(micros) }));
  };
};

/** Total of the amounts in the shop's basis; undefined without any, or when they are of several currencies. */
export const totalOf = (amounts: readonly Amount[]): { amount: string; currency: string } | undefined => {
  const inShop = amounts.filter((amount) => amount.basis === 'shop');
  const currency = inShop[0]?.currency;
  if (currency === undefined || inShop.some((amount) => amount.currency !== currency)) return undefined;
  const total = inShop.reduce((sum, { amount }) => sum + (parseDecimal(amount) ?? 0n), 0n);
  return { amount: formatDecimal(total), currency };
};
