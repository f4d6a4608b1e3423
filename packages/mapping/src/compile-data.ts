import { dataSchemaOf, type EventData, type EventType } from '@throughline/contracts';
import { atRow, type Compiling, type Place } from './compiling.ts';
import { FaultError } from './fault.ts';
import type { EventNode } from './language/event.ts';
import type { MappingNode } from './language/mapping.ts';
import { compileAmounts, totalOf } from './parts/amounts.ts';
import { compileDetails } from './parts/details.ts';
import { defined, named, optional } from './parts/optional.ts';
import { compileKeys, compileLines, compileObjects } from './parts/references.ts';
import { rowOf, type Scope } from './scope.ts';
import { compileNumber, formatDecimal } from './values/decimal.ts';

const schemas = new Map<EventType, ReturnType<typeof dataSchemaOf>>();
const schemaOf = (type: EventType) => {
  const known = schemas.get(type) ?? dataSchemaOf(type);
  schemas.set(type, known);
  return known;
};

/** Checks the data of an event against the contract of its type; throws `FaultError` at the first offence. */
export const checked = (type: EventType, data: unknown): EventData => {
  const parsed = schemaOf(type).safeParse(data);
  if (parsed.success) return parsed.data as EventData;
  const issue = parsed.error.issues[0];
  const field = (issue?.path ?? []).map(String).join('.');
  throw new FaultError(
    'contract',
    field,
    `${type} does not allow this ${field ? `as ${field}` : ''}: ${issue?.message}`,
    `The contract of the type is served at /contracts/${type}/1.json; change the mapping or the row to meet it.`,
  );
};

/** What `defaults` of a mapping say for every event. */
export type Defaults = NonNullable<MappingNode['defaults']>;

/** Compiles what travels in the data of an event, the defaults first; not yet checked against the contract. */
export const compileData = (node: EventNode, defaults: Defaults, place: Place, compiling: Compiling) => {
  const top = ['defaults'];
  const whole = atRow(compiling);
  const keys = [
    compileKeys(defaults.keys, [...top, 'keys'], whole),
    compileKeys(node.keys, [...place, 'keys'], compiling),
  ] as const;
  const objects = [
    compileObjects(defaults.objects, [...top, 'objects'], whole),
    compileObjects(node.objects, [...place, 'objects'], compiling),
  ] as const;
  const attributes = [
    named(defaults.attributes, [...top, 'attributes'], whole),
    named(node.attributes, [...place, 'attributes'], compiling),
  ] as const;
  const lines = compileLines(node.lines, [...place, 'lines'], compiling);
  const amounts = compileAmounts(node.amounts, [...place, 'amounts'], compiling);
  const details = compileDetails(node, place, compiling);
  const amount =
    node.amount === undefined ? undefined : compileNumber(node.amount, [...place, 'amount'], compiling);
  const own = optional(node.currency, [...place, 'currency'], compiling);
  const general = optional(compiling.currency, ['currency'], whole);
  const payload = node.payload && named(node.payload, [...place, 'payload'], compiling);
  return (scope: Scope) => {
    const row = rowOf(scope);
    const parts = amounts(scope);
    const given = amount?.read(scope);
    const total =
      given === undefined
        ? totalOf(parts)
        : { amount: formatDecimal(given), currency: own(scope) ?? general(row) };
    return {
      keys: [...keys[0](row), ...keys[1](scope)],
      objects: [...objects[0](row), ...objects[1](scope)],
      links: [],
      lines: lines(scope),
      amounts: parts,
      ...total,
      ...details(scope),
      attributes: { ...attributes[0](row), ...attributes[1](scope) },
      ...defined({ payload: payload?.(scope) }),
    };
  };
};
