import { type BusinessEvent, type EventType, OUTCOMES } from '@throughline/contracts';
import { checked, compileData, type Defaults } from './compile-data.ts';
import { compileSource } from './compile-source.ts';
import { atRow, type Compiling, inside, type Place } from './compiling.ts';
import type { EventNode } from './language/event.ts';
import { requiredTime } from './parts/details.ts';
import { defined, optional } from './parts/optional.ts';
import { compileRepeat } from './parts/repeat.ts';
import { type Read, rowOf, type Scope } from './scope.ts';
import { compileTemplate } from './values/template.ts';
import { compileTime } from './values/time.ts';
import { required } from './values/value.ts';

/** An event as a mapping makes it; when it was observed is the collector's to say. */
export type MappedEvent = Omit<BusinessEvent, 'observedAt'>;
/** `scopes` are the places of a row where the event happened; `make` makes it in one, or throws `FaultError`. */
export type EventMaker = {
  type: EventType;
  scopes: Read<readonly Scope[]>;
  make: Read<MappedEvent>;
  /** Who says it, at the given source of the import; null when that depends on the row. */
  sourceAt(source: string): string | null;
};

/** Compiles one kind of event. */
export const compileEvent = (
  node: EventNode,
  defaults: Defaults,
  place: Place,
  outer: Compiling,
): EventMaker => {
  const { type } = node;
  const compiling = inside(outer, node.each);
  const text = (
    name: keyof EventNode &
      ('period' | 'correlationId' | 'causationId' | 'corrects' | 'traceparent' | 'deliveryId'),
  ) => optional(node[name], [...place, name], compiling);
  const either = (name: 'entity' | 'revision'): Read<string | undefined> => {
    if (node[name] !== undefined) return optional(node[name], [...place, name], compiling);
    const read = optional(defaults[name], ['defaults', name], atRow(compiling));
    return (scope) => read(rowOf(scope));
  };
  const idTemplate = compileTemplate(node.id, [...place, 'id'], compiling);
  if (idTemplate.literal !== null) {
    compiling.fail(
      [...place, 'id'],
      'The id names no field, so every row would be the same fact',
      'Name one: "order/{order_id}:created".',
    );
  }
  const id = required(
    { field: idTemplate.fields.join(', '), literals: null, read: idTemplate.read },
    'the id of the event',
  );
  const ownSource = node.source !== undefined;
  const source = compileSource(
    node.source ?? defaults.source,
    [...(ownSource ? place : ['defaults']), 'source'],
    ownSource ? compiling : atRow(compiling),
  );
  const time = requiredTime(compileTime(node.time, [...place, 'time'], compiling), 'the time of the event');
  const accounting =
    node.accountingDate === undefined
      ? undefined
      : compileTime(node.accountingDate, [...place, 'accountingDate'], compiling);
  const outcome = optional(node.outcome, [...place, 'outcome'], compiling, OUTCOMES);
  const [entity, revision] = [either('entity'), either('revision')];
  const [period, correlationId, causationId] = [text('period'), text('correlationId'), text('causationId')];
  const [corrects, traceparent, deliveryId] = [text('corrects'), text('traceparent'), text('deliveryId')];
  const data = compileData(node, defaults, place, compiling);
  return {
    type,
    scopes: compileRepeat(node, place, outer),
    sourceAt: source.at,
    make: (scope) => {
      const at = time(scope);
      const booked = accounting?.read(scope);
      const made = checked(type, data(scope));
      return {
        id: id(scope),
        source: source.read(ownSource ? scope : rowOf(scope)),
        type,
        occurredAt: at.at,
        timePrecision: at.precision,
        timeZone: at.zone,
        outcome: (outcome(scope) ?? (made.error ? 'failed' : 'ok')) as MappedEvent['outcome'],
        data: made,
        ...defined({
          accountingDate: booked && (booked.local.toISODate() ?? undefined),
          period: period(scope),
          entity: entity(scope),
          correlationId: correlationId(scope),
          causationId: causationId(scope),
          revision: revision(scope),
          corrects: corrects(scope),
          traceparent: traceparent(scope),
          deliveryId: deliveryId(scope),
        }),
      };
    },
  };
};
