import { type Key, type Line, OBJECT_TYPES, type ObjectRef } from '@throughline/contracts';
import { type Compiling, inside, type Place } from '../compiling.ts';
import { FaultError } from '../fault.ts';
import type { KeyNode, LineNode, ObjectNode } from '../language/event.ts';
import type { Read } from '../scope.ts';
import { compileNumber, type Decimal, formatDecimal } from '../values/decimal.ts';
import { checkWords, compileValue, required } from '../values/value.ts';
import { compileAmounts } from './amounts.ts';
import { defined, optional } from './optional.ts';
import { compileEach, joinAll } from './repeat.ts';

/** Leaves out elements that say the same as one before. */
const once =
  <T>(read: Read<T[]>): Read<T[]> =>
  (scope) => {
    const all = read(scope);
    if (all.length < 2) return all;
    const seen = new Set<string>();
    return all.filter((one) => {
      const text = JSON.stringify(one);
      if (seen.has(text)) return false;
      seen.add(text);
      return true;
    });
  };

/** Compiles keys; one whose value is absent is left out. */
export const compileKeys = (
  nodes: readonly KeyNode[] | undefined,
  place: Place,
  compiling: Compiling,
): Read<Key[]> =>
  once(
    joinAll(
      (nodes ?? []).map((node, at) => {
        const here = [...place, at];
        const value = compileValue(node.value, [...here, 'value'], inside(compiling, node.each)).read;
        const scopeOf = optional(node.scope, [...here, 'scope'], inside(compiling, node.each));
        return compileEach<Key>(node, here, compiling, (scope) => {
          const text = value(scope);
          if (text === undefined) return undefined;
          return { namespace: node.namespace, value: text, ...defined({ scope: scopeOf(scope) }) };
        });
      }),
    ),
  );

/** Compiles references to business objects; one whose id is absent is left out. */
export const compileObjects = (
  nodes: readonly ObjectNode[] | undefined,
  place: Place,
  compiling: Compiling,
): Read<ObjectRef[]> =>
  once(
    joinAll(
      (nodes ?? []).map((node, at) => {
        const here = [...place, at];
        const inner = inside(compiling, node.each);
        const typeValue = compileValue(node.type, [...here, 'type'], inner);
        checkWords(typeValue, OBJECT_TYPES, [...here, 'type'], compiling);
        const type = required(typeValue, 'the type of an object');
        const id = compileValue(node.id, [...here, 'id'], inner).read;
        const qualifier = optional(node.qualifier, [...here, 'qualifier'], inner);
        return compileEach<ObjectRef>(node, here, compiling, (scope) => {
          const text = id(scope);
          if (text === undefined) return undefined;
          return {
            type: type(scope) as ObjectRef['type'],
            id: text,
            ...defined({ qualifier: qualifier(scope) }),
          };
        });
      }),
    ),
  );

/** The number as decimal text, which must be there: throws `FaultError` when it is not. */
export const requiredNumber =
  (number: Decimal, what: string): Read<string> =>
  (scope) => {
    const micros = number.read(scope);
    if (micros !== undefined) return formatDecimal(micros);
    throw new FaultError(
      'missing-value',
      number.field,
      `${what} is missing: "${number.field}" is empty`,
      'Fill the field, or write a constant in the mapping.',
    );
  };

const compileLine = (node: LineNode, place: Place, compiling: Compiling): Read<Line[]> => {
  const inner = inside(compiling, node.each);
  const text = (name: 'parentLine' | 'sku' | 'name' | 'uom' | 'reason') =>
    optional(node[name], [...place, name], inner);
  const line = required(compileValue(node.line, [...place, 'line'], inner), 'the number of a line');
  const quantity = requiredNumber(
    compileNumber(node.quantity, [...place, 'quantity'], inner),
    'the quantity of a line',
  );
  const base =
    node.baseQuantity === undefined
      ? undefined
      : compileNumber(node.baseQuantity, [...place, 'baseQuantity'], inner);
  const amounts = compileAmounts(node.amounts, [...place, 'amounts'], inner);
  const [parentLine, sku, name, uom, reason] = [
    text('parentLine'),
    text('sku'),
    text('name'),
    text('uom'),
    text('reason'),
  ];
  return compileEach<Line>(node, place, compiling, (scope) => {
    const priced = amounts(scope);
    const units = base?.read(scope);
    return {
      line: line(scope),
      quantity: quantity(scope),
      ...defined<Omit<Line, 'line' | 'quantity'>>({
        parentLine: parentLine(scope),
        sku: sku(scope),
        name: name(scope),
        uom: uom(scope),
        reason: reason(scope),
        baseQuantity: units === undefined ? undefined : formatDecimal(units),
        amounts: priced.length > 0 ? priced : undefined,
      }),
    };
  });
};

/** Compiles the lines of an event. */
export const compileLines = (
  nodes: readonly LineNode[] | undefined,
  place: Place,
  compiling: Compiling,
): Read<Line[]> => joinAll((nodes ?? []).map((node, at) => compileLine(node, [...place, at], compiling)));
