import {
  DOCUMENT_GRAINS,
  DOCUMENT_TYPES,
  ERROR_CLASSES,
  type EventData,
  HOLD_SCOPES,
  INVENTORY_MEASURES,
  PROMISE_BY,
  PROMISE_CONSENT,
  PROMISE_KINDS,
} from '@throughline/contracts';
import { type Compiling, inside, type Place } from '../compiling.ts';
import { FaultError } from '../fault.ts';
import type { EventNode } from '../language/event.ts';
import type { ValueNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { compileNumber, formatDecimal } from '../values/decimal.ts';
import { compileTime, type Instant, isoOf, type Time } from '../values/time.ts';
import { checkWords, compileValue, required } from '../values/value.ts';
import { defined, optional } from './optional.ts';
import { requiredNumber } from './references.ts';
import { compileEach } from './repeat.ts';

type Details = Pick<EventData, 'hold' | 'promise' | 'document' | 'inventory' | 'error'>;
type Node<K extends keyof EventNode> = NonNullable<EventNode[K]>;
// The words that a text may be are checked once more, with the whole event, by its contract.
type Loose = { [name: string]: unknown };

const must = (
  node: ValueNode,
  what: string,
  place: Place,
  compiling: Compiling,
  words?: readonly string[],
) => {
  const value = compileValue(node, place, compiling);
  if (words) checkWords(value, words, place, compiling);
  return required(value, what);
};

/** The time, which must be there: throws `FaultError` when it is not. */
export const requiredTime =
  (time: Time, what: string): Read<Instant> =>
  (scope) => {
    const instant = time.read(scope);
    if (instant !== undefined) return instant;
    throw new FaultError(
      'missing-value',
      time.field,
      `${what} is missing: "${time.field}" is empty`,
      `Fill the field, or let the event stand under when: { present: ... }.`,
    );
  };

const compileHold = (node: Node<'hold'>, place: Place, compiling: Compiling): Read<Loose> => {
  const holdId = must(node.holdId, 'the id of the hold', [...place, 'holdId'], compiling);
  const scopeOf = optional(node.scope, [...place, 'scope'], compiling, HOLD_SCOPES);
  const reason = optional(node.reason, [...place, 'reason'], compiling);
  const line = optional(node.line, [...place, 'line'], compiling);
  const fulfillment = optional(node.fulfillment, [...place, 'fulfillment'], compiling);
  return (scope) => ({
    holdId: holdId(scope),
    ...defined({
      scope: scopeOf(scope),
      reason: reason(scope),
      line: line(scope),
      fulfillment: fulfillment(scope),
    }),
  });
};

const compilePromise = (node: Node<'promise'>, place: Place, compiling: Compiling): Read<Loose> => {
  const kind = must(node.kind, 'the kind of the promise', [...place, 'kind'], compiling, PROMISE_KINDS);
  const due = requiredTime(compileTime(node.due, [...place, 'due'], compiling), 'when the promise is due');
  const by = optional(node.by, [...place, 'by'], compiling, PROMISE_BY);
  const consent = optional(node.consent, [...place, 'consent'], compiling, PROMISE_CONSENT);
  const line = optional(node.line, [...place, 'line'], compiling);
  return (scope) => {
    const instant = due(scope);
    return {
      kind: kind(scope),
      due: isoOf(instant.at),
      duePrecision: instant.precision,
      ...defined({ by: by(scope), consent: consent(scope), line: line(scope) }),
    };
  };
};

const compileDocument = (node: Node<'document'>, place: Place, compiling: Compiling): Read<Loose> => {
  const type = must(node.type, 'the type of the document', [...place, 'type'], compiling, DOCUMENT_TYPES);
  const number = optional(node.number, [...place, 'number'], compiling);
  const grain = optional(node.grain, [...place, 'grain'], compiling, DOCUMENT_GRAINS);
  const total =
    node.controlTotal === undefined
      ? undefined
      : compileNumber(node.controlTotal, [...place, 'controlTotal'], compiling);
  const here = [...place, 'members'];
  const members = node.members
    ? compileEach(
        node.members,
        here,
        compiling,
        optional(node.members.value, [...here, 'value'], inside(compiling, node.members.each)),
      )
    : undefined;
  return (scope) => {
    const sum = total?.read(scope);
    return {
      type: type(scope),
      ...defined({
        number: number(scope),
        grain: grain(scope),
        controlTotal: sum === undefined ? undefined : formatDecimal(sum),
        members: members?.(scope),
      }),
    };
  };
};

const compileInventory = (node: Node<'inventory'>, place: Place, compiling: Compiling): Read<Loose> => {
  const measure = must(node.measure, 'the measure', [...place, 'measure'], compiling, INVENTORY_MEASURES);
  const quantity = requiredNumber(
    compileNumber(node.quantity, [...place, 'quantity'], compiling),
    'the quantity',
  );
  const sku = must(node.sku, 'the SKU', [...place, 'sku'], compiling);
  const at = optional(node.node, [...place, 'node'], compiling);
  const asOf = node.asOf === undefined ? undefined : compileTime(node.asOf, [...place, 'asOf'], compiling);
  return (scope) => {
    const instant = asOf?.read(scope);
    return {
      measure: measure(scope),
      quantity: quantity(scope),
      sku: sku(scope),
      ...defined({ node: at(scope), asOf: instant && isoOf(instant.at) }),
    };
  };
};

const compileError = (node: Node<'error'>, place: Place, compiling: Compiling): Read<Loose | undefined> => {
  const kind = optional(node.class, [...place, 'class'], compiling, ERROR_CLASSES);
  const code = optional(node.code, [...place, 'code'], compiling);
  const message = optional(node.message, [...place, 'message'], compiling);
  const field = optional(node.field, [...place, 'field'], compiling);
  return (scope) => {
    const found = defined({
      class: kind(scope),
      code: code(scope),
      message: message(scope),
      field: field(scope),
    });
    // An error that nothing is known of is none; one without a class is of class unknown.
    return Object.keys(found).length === 0 ? undefined : { class: 'unknown', ...found };
  };
};

/** Compiles what only some types of event carry: hold, promise, document, inventory, error. */
export const compileDetails = (
  node: EventNode,
  place: Place,
  compiling: Compiling,
): Read<Partial<Details>> => {
  const reads: [string, Read<Loose | undefined>][] = [];
  if (node.hold) reads.push(['hold', compileHold(node.hold, [...place, 'hold'], compiling)]);
  if (node.promise) reads.push(['promise', compilePromise(node.promise, [...place, 'promise'], compiling)]);
  if (node.document)
    reads.push(['document', compileDocument(node.document, [...place, 'document'], compiling)]);
  if (node.inventory) {
    reads.push(['inventory', compileInventory(node.inventory, [...place, 'inventory'], compiling)]);
  }
  if (node.error) reads.push(['error', compileError(node.error, [...place, 'error'], compiling)]);
  return (scope) => defined(Object.fromEntries(reads.map(([name, read]) => [name, read(scope)])));
};
