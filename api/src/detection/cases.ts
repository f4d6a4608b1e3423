import type { StoredEvent } from '@throughline/domain';
import {
  type Cursor,
  eventsKnownAt,
  type LifeEvent,
  lastVerdicts,
  rememberedCases,
  type Store,
} from '@throughline/store';
import { eventOfRow, type Joins, membersOf } from '@throughline/store/orders';
import { type Case, type CaseMemory, hex } from './judge-case.ts';

/** Which lives are one, and how each is found. */
export type Resolution = Pick<Joins, 'survivorOf' | 'losersOf'>;

const storedEvent = (row: LifeEvent): StoredEvent => {
  const event = eventOfRow(row);
  return row.share === '' ? event : { ...event, share: JSON.parse(row.share) as StoredEvent['share'] };
};

/**
 * Reads the cases of touched lives as known at a cursor, in four statements whatever their number: each life's case, and
 * of lives that became part of another's, what is remembered of them, without events.
 */
export const readCases = async (
  { clickhouse, postgres }: Pick<Store, 'clickhouse' | 'postgres'>,
  workspace: number,
  touched: readonly bigint[],
  resolution: Resolution,
  to: Cursor,
  beforeSeq: bigint,
): Promise<Case[]> => {
  const nameOf = (life: bigint): bigint => resolution.survivorOf.get(life) ?? life;
  const all = [...new Set(touched.flatMap((life) => [life, nameOf(life)]))];
  const standing = all.filter((life) => nameOf(life) === life);
  const members = new Map(standing.map((life) => [life, membersOf({ ...resolution } as Joins, life)]));
  const [remembered, rows] = await Promise.all([
    rememberedCases(postgres, workspace, all.map(hex)),
    eventsKnownAt(clickhouse, workspace, [...members.values()].flat(), to),
  ]);
  const forgotten = standing.filter((life) => !remembered.has(hex(life)));
  const last = Map.groupBy(
    await lastVerdicts(clickhouse, workspace, forgotten, beforeSeq),
    ({ life }) => life,
  );
  const events = Map.groupBy(rows, ({ ofLife }) => ofLife);
  return all.flatMap((life): Case[] => {
    const memory = (remembered.get(hex(life)) ?? {}) as CaseMemory;
    const ids = members.get(life);
    if (!ids && Object.keys(memory).length === 0) return [];
    return [
      {
        life,
        events: (ids ?? []).flatMap((id) => (events.get(id) ?? []).map(storedEvent)),
        memory,
        last: new Map((last.get(life) ?? []).map(({ clockId, verdictId }) => [hex(clockId), hex(verdictId)])),
      },
    ];
  });
};
