import { BUILT_IN_NAMESPACES, COMMON_ATTRIBUTES, clockInRange, rankOf } from '@throughline/contracts';
import type { StoredEvent } from '@throughline/domain';
import type { NewEventRow, NewKeyRow, Store } from '@throughline/store';
import { TABLES } from '@throughline/store';

const ROLES = new Map(BUILT_IN_NAMESPACES.map(({ namespace, role }) => [namespace, role]));
const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Where a test's rows came from. */
export type Position = { writer: bigint; batch: bigint };

/** The row of `events` that the drain writes for an event of `workspace`. */
export const rowOf = (event: StoredEvent, workspace: number, position: Position): NewEventRow => {
  const { attributes, amount, currency, error, ...rest } = event.data;
  const common: Record<string, string> = {};
  const others: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if ((COMMON_ATTRIBUTES as readonly string[]).includes(name)) common[camel(name)] = value;
    else others[name] = value;
  }
  return {
    ...position,
    workspace,
    life: event.home,
    eventKey: event.eventKey,
    eventId: event.id,
    source: event.source,
    system: event.source.split('/')[0] ?? '',
    type: event.type,
    rank: rankOf(event.type),
    occurredAt: event.occurredAt,
    observedAt: event.observedAt,
    timePrecision: event.timePrecision,
    timeZone: event.timeZone,
    flags: clockInRange(event.occurredAt, event.observedAt) ? 0 : 1,
    root: event.data.keys.some(({ namespace }) => ROLES.get(namespace) === 'identity') ? 'order' : '',
    correlationId: event.correlationId,
    corrects: event.correctsKey,
    correctsId: event.corrects,
    amount,
    currency,
    outcome: event.outcome,
    errorClass: error?.class,
    errorCode: error?.code,
    errorMessage: error?.message,
    promiseKind: event.data.promise?.kind,
    promiseDue: event.data.promise ? Date.parse(event.data.promise.due) : null,
    promiseDuePrecision: event.data.promise?.duePrecision,
    ...common,
    attributes: others,
    data: JSON.stringify(rest),
  };
};

const keyRows = (events: readonly StoredEvent[], workspace: number, position: Position): NewKeyRow[] => {
  const rows = new Map<string, NewKeyRow>();
  for (const { home, eventKey, occurredAt, observedAt, data } of events) {
    for (const { namespace, value, scope = '' } of data.keys) {
      const place = `${home} ${namespace} ${scope} ${value}`;
      if (home === 0n || rows.has(place)) continue;
      const role = ROLES.get(namespace) ?? 'weak';
      rows.set(place, {
        ...position,
        workspace,
        value,
        namespace,
        scope,
        life: home,
        role,
        eventKey,
        occurredAt,
        observedAt,
      });
    }
  }
  return [...rows.values()];
};

/** Writes events under their homes with their keys, as one committed batch of a writer of its own. */
export const writeEvents = async (
  { clickhouse }: Pick<Store, 'clickhouse'>,
  events: readonly StoredEvent[],
  workspace = 1,
  position: Position = { writer: 7n, batch: 1n },
): Promise<void> => {
  const token = `${position.writer}:${position.batch}`;
  for (let from = 0; from < events.length; from += 10_000) {
    const rows = events.slice(from, from + 10_000).map((event) => rowOf(event, workspace, position));
    await clickhouse.insert(TABLES.events, rows, { token: `${token}:${from}` });
  }
  await clickhouse.insert(TABLES.keys, keyRows(events, workspace, position), { token });
  await commit({ clickhouse }, position);
};

/** Says that a batch is wholly stored. */
export const commit = async (
  { clickhouse }: Pick<Store, 'clickhouse'>,
  position: Position,
): Promise<void> => {
  await clickhouse.insert(
    TABLES.committedBatches,
    [
      {
        ...position,
        workspace: 0,
        firstPosition: position.batch,
        lastPosition: position.batch,
        rows: 1,
        committedAt: 0,
      },
    ],
    { token: `${position.writer}:${position.batch}` },
  );
};
