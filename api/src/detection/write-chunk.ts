import type { Verdict } from '@throughline/contracts';
import {
  appendTransitions,
  closeWithdrawn,
  type NewVerdictRow,
  replaceCases,
  type Sql,
  upsertExceptions,
} from '@throughline/store';
import { hex, isRemembered, type JudgedCase } from './judge-case.ts';

/** Where a verdict stands: the tick that found it, what that had read, and the instant that it judged at. */
export type Found = { workspace: number; tick: number; T: number; cursor: string };

const big = (id: string): bigint => BigInt(`0x${id}`);
/** Places of verdicts within one tick and clock. */
const PLACES = 65_536n;

/** Verdicts of a tick count from here. */
export const firstSeq = (tick: number): bigint => BigInt(tick) * PLACES;

/** An instant within what ClickHouse holds. */
const within = (ms: number): number => Math.min(Math.max(ms, Date.UTC(1900, 0, 1)), Date.UTC(2299, 11, 31));

const verdictRow = (verdict: Verdict, life: bigint, place: number, found: Found): NewVerdictRow => ({
  workspace: found.workspace,
  life,
  clockId: big(verdict.clockId),
  verdictId: big(verdict.id),
  rule: verdict.rule,
  version: verdict.version,
  line: verdict.object.split('/').slice(1).join('/'),
  state: verdict.state,
  point: verdict.point,
  severity: verdict.severity,
  at: within(verdict.at),
  due: within(verdict.due),
  startKey: big(verdict.start.eventKey),
  startAt: within(verdict.start.at),
  stopKey: verdict.stop ? big(verdict.stop.eventKey) : 0n,
  stopAt: verdict.stop ? within(verdict.stop.at) : 0,
  corrects: verdict.corrects === null ? 0n : big(verdict.corrects),
  seq: firstSeq(found.tick) + BigInt(place),
  judgedAt: within(found.T),
  cursor: found.cursor,
});

/** Verdicts of judged cases as rows; the same cases in the same tick give the same rows. */
export const verdictRows = (cases: readonly JudgedCase[], found: Found): NewVerdictRow[] =>
  cases.flatMap(({ life, verdicts }) =>
    verdicts.map((verdict, place) => verdictRow(verdict, life, place, found)),
  );

/** Writes what judging cases added to PostgreSQL, inside the transaction of the engine that holds the lease. */
export const writeCases = async (
  tx: Sql,
  workspace: number,
  cases: readonly JudgedCase[],
  now: number,
): Promise<void> => {
  await upsertExceptions(
    tx,
    workspace,
    cases.flatMap(({ exceptions }) => exceptions),
    now,
  );
  await closeWithdrawn(
    tx,
    workspace,
    cases.flatMap(({ withdrawn }) => withdrawn),
    now,
  );
  await appendTransitions(
    tx,
    workspace,
    cases.flatMap(({ transitions }) => transitions),
    now,
  );
  await replaceCases(
    tx,
    workspace,
    cases.map(({ life }) => hex(life)),
    cases.filter(isRemembered).map(({ row }) => row),
  );
};
