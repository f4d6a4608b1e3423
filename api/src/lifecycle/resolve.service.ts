import { Inject, Injectable } from '@nestjs/common';
import type { Candidate, KeyRole, OrderQuery } from '@throughline/contracts';
import { fromCorrelationId, toCorrelationId } from '@throughline/domain';
import { caseLinksOf, findKeys, type KeyOnLife } from '@throughline/store';
import { resolutionOf, type World } from '@throughline/store/orders';
import { notFound, ProblemError } from '../http/problem.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { WorldsService } from './worlds.service.ts';

const ROLES: readonly KeyRole[] = ['identity', 'part', 'shared', 'weak'];
const MAX_CANDIDATES = 200;

/** From a name that a person has to the one order that is meant. */
@Injectable()
export class ResolveService {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(WorldsService) private readonly worlds: WorldsService,
  ) {}

  /** A workspace at `at`, joined as it was known at `knownAt` (UTC ms, null: now). */
  async world(workspace: number, at: number | null, knownAt: number | null): Promise<World> {
    const world = await this.worlds.world(workspace, at);
    if (knownAt === null) return world;
    const links = await caseLinksOf(this.options.store.clickhouse, workspace, knownAt);
    return { ...world, joins: { ...world.joins, ...resolutionOf(links) } };
  }

  /**
   * The id that the order of `id` goes by. An id of a stronger role wins over a weaker one. Throws 404 where nothing is
   * named so, and 409 with the candidates where several orders are.
   */
  async life(world: World, id: string, query: Pick<OrderQuery, 'namespace' | 'scope'>): Promise<bigint> {
    const nameOf = (life: bigint): bigint => world.joins.survivorOf.get(life) ?? life;
    const direct = query.namespace === undefined ? fromCorrelationId(id) : null;
    if (direct !== null) return nameOf(direct);
    const found = (
      await findKeys(this.options.store.clickhouse, world.workspace, id, { limit: MAX_CANDIDATES })
    ).filter(
      ({ namespace, scope }) =>
        (query.namespace === undefined || namespace === query.namespace) &&
        (query.scope === undefined || scope === query.scope),
    );
    const best = Math.min(...found.map(({ role }) => ROLES.indexOf(role)));
    const named = new Map<bigint, KeyOnLife>();
    for (const key of found.filter(({ role }) => ROLES.indexOf(role) === best)) {
      if (!named.has(nameOf(key.life))) named.set(nameOf(key.life), key);
    }
    const [only] = named.keys();
    if (only === undefined) {
      throw notFound(`No order is known by ${id}.`, 'Find it by part of an id: GET /api/v1/orders?id=…');
    }
    if (named.size > 1) throw ambiguous(id, named);
    return only;
  }
}

const ambiguous = (id: string, named: ReadonlyMap<bigint, KeyOnLife>): ProblemError => {
  const candidates = [...named].map(
    ([life, { namespace, value, scope, occurredAt }]): Candidate => ({
      correlationId: toCorrelationId(life),
      namespace,
      value,
      scope,
      firstSeenAt: new Date(occurredAt).toISOString(),
    }),
  );
  return new ProblemError({
    title: 'Several orders have this id',
    status: 409,
    detail: `${id} names ${named.size} orders${named.size >= MAX_CANDIDATES ? ' or more' : ''}.`,
    remedy: 'Ask by the correlation id of one of the candidates, or narrow by namespace and scope.',
    candidates,
  });
};
