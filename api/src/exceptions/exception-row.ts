import { type ExceptionRow, type Progress, SEVERITIES, type Severity } from '@throughline/contracts';
import { toCorrelationId } from '@throughline/domain';
import type { StoredException, VerdictRow } from '@throughline/store';
import { toHex } from '../lifecycle/order-event.ts';

const iso = (date: Date): string => date.toISOString();
const isoOf = (ms: number): string => new Date(ms).toISOString();

/** A severity from its number, mildest 0. */
export const severityOf = (rank: number): Severity => SEVERITIES[rank] ?? 'low';

/** What of an order is shown beside its exception. */
export type Shown = { name: string; progress: Progress | null };

/** The life that an exception is about; null where it is about a feed. */
export const lifeOf = ({ life }: Pick<StoredException, 'life'>): bigint | null =>
  life === '' ? null : BigInt(`0x${life}`);

/** An exception as lists show it; `title` is its rule's. */
export const exceptionRow = (row: StoredException, title: string, shown: Shown | undefined): ExceptionRow => {
  const life = lifeOf(row);
  const slash = row.object.indexOf('/');
  return {
    id: row.id,
    rule: row.rule,
    title,
    object: row.object,
    order:
      life === null
        ? null
        : {
            correlationId: toCorrelationId(life),
            name: shown?.name ?? toCorrelationId(life),
            progress: shown?.progress ?? (row.progress as Progress | null),
          },
    line: life === null || slash < 0 ? null : row.object.slice(slash + 1),
    state: row.state,
    resolvedBy: row.resolvedBy,
    severity: severityOf(row.severity),
    point: row.point,
    dueAt: iso(row.dueAt),
    openedAt: iso(row.openedAt),
    closedAt: row.closedAt && iso(row.closedAt),
    reopened: row.reopened,
    historical: row.historical,
    inherited: row.inherited,
    because: row.because,
    detail: row.detail,
    value: row.amount === null || row.currency === '' ? null : { amount: row.amount, currency: row.currency },
    attributes: { ...row.attributes },
    owner: row.owner,
    acknowledgedBy: row.acknowledgedBy,
    acknowledgedAt: row.acknowledgedAt && iso(row.acknowledgedAt),
    firstSeenAt: iso(row.firstSeenAt),
    updatedAt: iso(row.updatedAt),
  };
};

/** A verdict on the wire. */
export const wireVerdict = (row: VerdictRow) => ({
  id: toHex(row.verdictId),
  clockId: toHex(row.clockId),
  rule: row.rule,
  version: row.version,
  line: row.line === '' ? null : row.line,
  state: row.state,
  point: row.point,
  severity: row.severity,
  at: isoOf(row.at),
  due: isoOf(row.due),
  start: { eventKey: toHex(row.startKey), at: isoOf(row.startAt) },
  stop: row.stopKey === 0n ? null : { eventKey: toHex(row.stopKey), at: isoOf(row.stopAt) },
  corrects: row.corrects === 0n ? null : toHex(row.corrects),
  judgedAt: isoOf(row.judgedAt),
  cursor: row.cursor,
});
