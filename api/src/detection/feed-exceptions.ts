import { hash } from 'node:crypto';
import {
  appendTransitions,
  type Blinded,
  blindedAt,
  openFeedExceptions,
  type Sql,
  upsertExceptions,
} from '@throughline/store';
import { severityRank } from './judge-case.ts';

/** The rule that exceptions about feeds go by; it has no folder. */
export const FEED_RULE = 'feed-incomplete';

const idOf = (workspace: number, source: string): string =>
  hash('sha256', `feed\0${workspace}\0${source}`, 'hex').slice(0, 32);

const detailOf = ({ orders, amounts }: Blinded): string => {
  const value = Object.entries(amounts).map(([currency, amount]) => `${amount} ${currency}`.trim());
  return `${orders} ${orders === 1 ? 'order is' : 'orders are'} past a deadline that only this feed could tell of${value.length > 0 ? `, worth ${value.join(' and ')}` : ''}`;
};

/**
 * Opens and closes the one exception per feed that says what nobody can tell because it is behind for longer than it
 * may, and what that blinds.
 */
export const settleFeeds = async (tx: Sql, workspace: number, T: number, now: number): Promise<void> => {
  const blinded = await blindedAt(tx, workspace, T);
  const open = await openFeedExceptions(tx, workspace);
  if (blinded.length === 0 && open.length === 0) return;
  const openById = new Map(open.map((each) => [each.id, each]));
  const severity = severityRank('high');
  const common = { severity, point: 1, historical: false, inherited: false, because: 'unknown' };
  const row = (id: string, object: string) => ({
    ...{ ...common, id, rule: FEED_RULE, version: 1, maturity: 'list', object, life: '' },
    ...{ reopened: 0, progress: null, amount: null, currency: '', attributes: {} },
  });
  const transition = (exceptionId: string, kind: string, at: number, dueAt: number) => ({
    ...{ ...common, exceptionId, kind, at, dueAt, verdictId: null, correction: false },
  });
  const changed = blinded.filter(
    (each) => openById.get(idOf(workspace, each.source))?.detail !== detailOf(each),
  );
  const still = new Set(blinded.map(({ source }) => idOf(workspace, source)));
  const ended = open.filter(({ id }) => !still.has(id));
  await upsertExceptions(
    tx,
    workspace,
    [
      ...changed.map((each) => ({
        ...row(idOf(workspace, each.source), each.source),
        ...{ open: true, dueAt: each.due, openedAt: each.since, closedAt: null, detail: detailOf(each) },
        // One currency can be sorted by; the detail names them all.
        ...(Object.keys(each.amounts).length === 1 && {
          amount: Object.values(each.amounts)[0] ?? null,
          currency: Object.keys(each.amounts)[0] ?? '',
        }),
      })),
      ...ended.map(({ id, object, openedAt, dueAt }) => ({
        ...row(id, object),
        ...{ open: false, dueAt: dueAt.getTime(), openedAt: openedAt.getTime(), closedAt: T, detail: '' },
      })),
    ],
    now,
  );
  await appendTransitions(
    tx,
    workspace,
    [
      ...changed
        .filter(({ source }) => !openById.has(idOf(workspace, source)))
        .map((each) => transition(idOf(workspace, each.source), 'opened', each.since, each.due)),
      ...ended.map(({ id, dueAt }) => transition(id, 'closed', T, dueAt.getTime())),
    ],
    now,
  );
};
