import { COMMON_ATTRIBUTES, isStanding, rankOf } from '@throughline/contracts';
import { eventKey } from '@throughline/domain';
import type { NewEventRow } from '@throughline/store';
import type { AcceptedEvent } from '../intake/accepted.ts';
import type { Fact } from './fact.ts';

const DAY = 86_400_000;
const YEAR_2000 = Date.UTC(2000, 0, 1);
const CLOCK_OUT_OF_RANGE = 1;

const ROOT_OF_DOMAIN: Readonly<Record<string, string>> = {
  order: 'order',
  return: 'return',
  refund: 'return',
  payout: 'payout',
  posting: 'document',
  batch: 'batch',
};

/** What an event says its life is rooted in; '' if it cannot tell. An identity key always names an order. */
export function rootOf(event: AcceptedEvent, namesAnOrder: boolean): string {
  if (isStanding(event.type)) return '';
  if (namesAnOrder) return 'order';
  if (event.type === 'inventory.transferred') return 'transfer';
  return ROOT_OF_DOMAIN[event.type.slice(0, event.type.indexOf('.'))] ?? '';
}

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const COLUMNS = new Map(COMMON_ATTRIBUTES.map((name) => [name as string, camel(name)]));

function splitAttributes(given: Readonly<Record<string, string>>) {
  const columns: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const name of Object.keys(given)) {
    const column = COLUMNS.get(name);
    if (column) columns[column] = given[name] as string;
    else others[name] = given[name] as string;
  }
  return { columns, others };
}

/** The row of `events` for a fact: home `life`, root as told, and where its original bytes are. */
export function eventRow(
  { event, workspace, eventKey: key, observedAt, rest }: Fact,
  life: bigint,
  root: string,
  payloadId: bigint,
  position: { writer: bigint; batch: bigint },
): NewEventRow {
  const { data } = event;
  const { columns, others } = splitAttributes(data.attributes);
  const outOfRange = event.occurredAt < YEAR_2000 || event.occurredAt > observedAt + DAY;
  return {
    workspace,
    life,
    eventKey: key,
    eventId: event.id,
    source: event.source,
    system: event.source.slice(0, event.source.indexOf('/')),
    type: event.type,
    rank: rankOf(event.type),
    occurredAt: event.occurredAt,
    observedAt,
    writer: position.writer,
    batch: position.batch,
    timePrecision: event.timePrecision,
    timeZone: event.timeZone,
    flags: outOfRange ? CLOCK_OUT_OF_RANGE : 0,
    root,
    correlationId: event.correlationId,
    causationId: event.causationId,
    revision: event.revision,
    corrects: event.corrects ? eventKey(workspace, event.source, event.corrects) : 0n,
    correctsId: event.corrects,
    accountingDate: event.accountingDate,
    period: event.period,
    entity: event.entity,
    amount: data.amount,
    currency: data.currency,
    outcome: event.outcome,
    errorClass: data.error?.class,
    errorCode: data.error?.code,
    errorMessage: data.error?.message,
    promiseKind: data.promise?.kind,
    promiseDue: data.promise ? Date.parse(data.promise.due) : null,
    promiseDuePrecision: data.promise?.duePrecision,
    traceparent: event.traceparent,
    dataschema: event.dataschema,
    deliveryId: event.deliveryId,
    ...columns,
    attributes: others,
    data: rest,
    payloadId,
    payloadIndex: event.index,
  };
}
