import { Inject, Injectable } from '@nestjs/common';
import type { KeyRole, Lifecycle } from '@throughline/contracts';
import {
  DEFAULT_POLICY,
  domainsSpoken,
  type EventShare,
  type LifecyclePolicy,
  lifecycle,
  type StoredEvent,
} from '@throughline/domain';
import {
  type ClickHouse,
  eventsOfLives,
  feedCompleteness,
  type KeyOnLife,
  keysOfLives,
  typesOfSources,
} from '@throughline/store';
import { eventOfRow, membersOf, type ReadEvent, type World } from '@throughline/store/orders';
import { OPTIONS, type Options } from '../ports.ts';

/** An event of an order: the life of the order that it belongs to, and its share if it is linked there. */
export type OrderFact = ReadEvent & StoredEvent & { ofLife: bigint };

/** An order as it is read: the ids it is stored under (the first names it), its facts, keys and lifecycle. */
export type OrderRead = {
  life: bigint;
  members: readonly bigint[];
  facts: readonly OrderFact[];
  keys: readonly KeyOnLife[];
  lifecycle: Lifecycle;
};

/** How long what is known of the sources is trusted. */
const POLICY_MS = 5000;
const RANK: readonly KeyRole[] = ['identity', 'part', 'shared', 'weak'];
const shareOf = (share: string): EventShare | undefined =>
  share === '' ? undefined : (JSON.parse(share) as EventShare);

/** Identity keys first, then by when they were shown. */
const byRole = (a: KeyOnLife, b: KeyOnLife): number =>
  RANK.indexOf(a.role) - RANK.indexOf(b.role) ||
  Number(a.namespace === 'correlation') - Number(b.namespace === 'correlation') ||
  a.occurredAt - b.occurredAt ||
  a.namespace.localeCompare(b.namespace) ||
  a.value.localeCompare(b.value);

/** Reads orders whole: the one place between stored rows and `lifecycle`. */
@Injectable()
export class OrdersService {
  private readonly policies = new Map<number, { at: number; policy: Promise<LifecyclePolicy> }>();

  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /**
   * The orders that go by `lives`, in that order; one without a fact in the view is left out. Clocks are judged at
   * `world.at`, else `knownAt`, else `now` (UTC ms).
   */
  async read(
    world: World,
    lives: readonly bigint[],
    { knownAt, now }: { knownAt: number | null; now: number },
  ): Promise<OrderRead[]> {
    const { clickhouse } = this.options.store;
    const members = lives.map((life) => membersOf(world.joins, life));
    const all = members.flat();
    const [rows, keys, policy] = await Promise.all([
      eventsOfLives(clickhouse, world.workspace, all, knownAt ?? undefined, { maxRows: 1_000_000 }),
      keysOfLives(clickhouse, world.workspace, all, undefined, { lane: 'read' }),
      this.policy(world.workspace),
    ]);
    const factsOf = Map.groupBy(rows, ({ ofLife }) => ofLife);
    const keysOf = Map.groupBy(keys, ({ life }) => life);
    const view = { at: world.at ?? undefined, knownAt: knownAt ?? undefined };
    return members.flatMap((ids) => {
      const facts = ids
        .flatMap((life) => factsOf.get(life) ?? [])
        .map((row): OrderFact => ({ ...eventOfRow(row), ofLife: row.ofLife, share: shareOf(row.share) }));
      const life = lifecycle(facts, now, policy, view);
      if (life.events === 0) return [];
      return [
        {
          life: ids[0] as bigint,
          members: ids,
          facts,
          keys: ids.flatMap((id) => keysOf.get(id) ?? []).sort(byRole),
          lifecycle: life,
        },
      ];
    });
  }

  /** The default policy, with what each source speaks of and how far its feed is known to be complete. */
  private async policy(workspace: number): Promise<LifecyclePolicy> {
    const { store, clock } = this.options;
    const now = clock();
    let kept = this.policies.get(workspace);
    if (!kept || now - kept.at > POLICY_MS) {
      kept = { at: now, policy: readPolicy(store.clickhouse, workspace) };
      this.policies.set(workspace, kept);
      // A failure is not kept: the next reader asks again.
      kept.policy.catch(() => this.policies.delete(workspace));
    }
    return kept.policy;
  }
}

async function readPolicy(clickhouse: ClickHouse, workspace: number): Promise<LifecyclePolicy> {
  const [feeds, sources] = await Promise.all([
    feedCompleteness(clickhouse, workspace),
    typesOfSources(clickhouse, workspace),
  ]);
  return {
    ...DEFAULT_POLICY,
    speaks: Object.fromEntries(sources.map(({ source, types }) => [source, domainsSpoken(types)])),
    completeThrough: Object.fromEntries(
      feeds.map(({ source, completeThrough }) => [source, completeThrough]),
    ),
  };
}
