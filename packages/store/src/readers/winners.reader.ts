import { hash } from 'node:crypto';
import { type BusinessEvent, COMMON_ATTRIBUTES, clockInRange, rankOf } from '@throughline/contracts';
import type { ClickHouse, ReadOptions } from '../clickhouse/clickhouse.ts';
import type { Params } from '../clickhouse/engine.ts';
import type { EventRow } from '../tables/events.table.ts';
import { camel } from '../tables/table.ts';

/** The version that wins over the stored row of a fact, as JSON of the whole event. */
export type Winner = { readonly eventKey: bigint; readonly event: string };

/**
 * Versions kept in `contradictions` that win over the stored row, of all facts or of `eventKeys`. `known` is a
 * condition over the table that leaves out what was not known yet, with its parameters.
 */
export const winnersOf = (
  clickhouse: ClickHouse,
  workspace: number,
  eventKeys: readonly bigint[] | null,
  known: { where: string; params: Params } = { where: '1', params: {} },
  options: ReadOptions = {},
): Promise<Winner[]> =>
  clickhouse.query<Winner>(
    `SELECT event_key, argMax(event, fingerprint) AS event FROM contradictions
     WHERE workspace = {workspace:UInt32} AND fingerprint = winner AND ${known.where}
       ${eventKeys ? 'AND event_key IN {eventKeys:Array(UInt128)}' : ''}
     GROUP BY event_key ORDER BY event_key`,
    { ...known.params, workspace, ...(eventKeys && { eventKeys }) },
    options,
  );

/** A decimal as the store gives it back: no zeros that say nothing. */
const asStored = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount);

/** What the row would be if the version `json` had come first; where and when it was stored stay. */
export const overruled = <T extends EventRow>(row: T, json: string): T => {
  const event = JSON.parse(json) as BusinessEvent;
  const { amount, currency, attributes: given, error, promise } = event.data;
  const attributes = { ...given };
  const common = COMMON_ATTRIBUTES.map((name) => {
    const said = attributes[name] ?? '';
    delete attributes[name];
    return [camel(name), said];
  });
  const correctsId = event.corrects ?? '';
  return {
    ...row,
    ...Object.fromEntries(common),
    type: event.type,
    rank: rankOf(event.type),
    occurredAt: event.occurredAt,
    timePrecision: event.timePrecision,
    timeZone: event.timeZone ?? '',
    flags: clockInRange(event.occurredAt, row.observedAt) ? 0 : 1,
    correlationId: event.correlationId ?? '',
    causationId: event.causationId ?? '',
    revision: event.revision ?? '',
    correctsId,
    corrects:
      correctsId === ''
        ? 0n
        : BigInt(`0x${hash('sha256', `${row.workspace}\0${row.source}\0${correctsId}`, 'hex').slice(0, 32)}`),
    accountingDate: event.accountingDate ?? null,
    period: event.period ?? '',
    entity: event.entity ?? '',
    amount: amount === undefined ? null : asStored(amount),
    currency: currency ?? '',
    outcome: event.outcome,
    errorClass: error?.class ?? '',
    errorCode: error?.code ?? '',
    errorMessage: error?.message ?? '',
    promiseKind: promise?.kind ?? '',
    promiseDue: promise ? Date.parse(promise.due) : null,
    promiseDuePrecision: promise?.duePrecision ?? '',
    traceparent: event.traceparent ?? '',
    dataschema: event.dataschema ?? '',
    deliveryId: event.deliveryId ?? '',
    attributes,
    data: JSON.stringify({ ...event.data, attributes: undefined }),
    // The original bytes that are kept are those of the other version.
    payloadId: 0n,
    payloadIndex: 0,
  };
};

/** The rows as their winning versions tell them; the same array where nothing was contradicted. */
export const asWinnersTell = async <T extends EventRow>(
  clickhouse: ClickHouse,
  workspace: number,
  rows: T[],
  known?: { where: string; params: Params },
  options?: ReadOptions,
): Promise<T[]> => {
  if (rows.length === 0) return rows;
  const keys = [...new Set(rows.map(({ eventKey }) => eventKey))];
  const winners = await winnersOf(clickhouse, workspace, keys, known, options);
  if (winners.length === 0) return rows;
  const byKey = new Map(winners.map(({ eventKey, event }) => [eventKey, event]));
  return rows.map((row) => {
    const event = byKey.get(row.eventKey);
    return event === undefined ? row : overruled({ ...row, workspace }, event);
  });
};
