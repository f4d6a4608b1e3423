import { Controller, Inject } from '@nestjs/common';
import {
  type ExceptionAnswer,
  type ExceptionRow,
  type ExceptionsPage,
  type ExceptionsSummary,
  type ExceptionsSummaryQuery,
  ROUTES,
  type RouteInput,
  type Rule,
} from '@throughline/contracts';
import { fromCorrelationId } from '@throughline/domain';
import {
  type ExceptionFilter,
  exceptionHistory,
  findKeys,
  groupExceptions,
  type Handling,
  handleException,
  listExceptions,
  type StoredException,
  verdictsOf,
} from '@throughline/store';
import { membersOf } from '@throughline/store/orders';
import { DetectionService } from '../detection/detection.service.ts';
import { FEED_RULE } from '../detection/feed-exceptions.ts';
import { hex, severityRank } from '../detection/judge-case.ts';
import { type Caller, From } from '../http/caller.ts';
import { cursorOf, placeOf } from '../http/cursor.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { maybeMillis, millis } from '../http/instants.ts';
import { badRequest, notFound } from '../http/problem.ts';
import { OrdersService } from '../lifecycle/orders.service.ts';
import { WorldsService } from '../lifecycle/worlds.service.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { nameOf } from '../search/order-row.ts';
import { evidenceOf } from './evidence.ts';
import { exceptionRow, lifeOf, type Shown, severityOf, wireVerdict } from './exception-row.ts';

const FEED_TITLE = 'A feed is behind';

/** What a person must handle: listed, counted, opened, and taken. */
@Controller()
export class ExceptionsController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(DetectionService) private readonly detection: DetectionService,
    @Inject(OrdersService) private readonly orders: OrdersService,
    @Inject(WorldsService) private readonly worlds: WorldsService,
  ) {}

  @Endpoint(ROUTES.listExceptions)
  async list(
    @Input() { query }: RouteInput<typeof ROUTES.listExceptions>,
    @From() { workspace }: Caller,
  ): Promise<ExceptionsPage> {
    const offset = Number(placeOf(query.cursor, query, 1)?.[0] ?? 0);
    const filter = await this.filter(workspace, query);
    const { total, rows } = await listExceptions(
      this.options.store.postgres,
      workspace,
      filter,
      query.sort,
      query.limit,
      offset,
    );
    const next = offset + rows.length;
    return {
      items: await this.rows(workspace, rows, filter.at),
      total,
      nextCursor: next < total && rows.length > 0 ? cursorOf(query, [String(next)]) : null,
      asOf: this.asOf(filter.at),
    };
  }

  @Endpoint(ROUTES.summarizeExceptions)
  async summary(
    @Input() { query }: RouteInput<typeof ROUTES.summarizeExceptions>,
    @From() { workspace }: Caller,
  ): Promise<ExceptionsSummary> {
    const filter = await this.filter(workspace, query);
    const groups = await groupExceptions(this.options.store.postgres, workspace, filter);
    const rules = await this.rules(workspace);
    const alike = Map.groupBy(groups, ({ rule, severity, point }) => `${rule} ${severity} ${point}`);
    return {
      asOf: this.asOf(filter.at),
      total: groups.reduce((sum, { count }) => sum + count, 0),
      items: [...alike.values()].flatMap((same) => {
        const [first] = same;
        if (!first) return [];
        return [
          {
            rule: first.rule,
            title: titleOf(rules, first.rule),
            severity: severityOf(first.severity),
            point: first.point,
            count: same.reduce((sum, { count }) => sum + count, 0),
            owned: same.reduce((sum, { owned }) => sum + owned, 0),
            oldestDueAt: new Date(
              Math.min(...same.map(({ oldestDueAt }) => oldestDueAt.getTime())),
            ).toISOString(),
            value: same.flatMap(({ amount, currency }) =>
              amount === null || currency === '' ? [] : [{ amount, currency }],
            ),
          },
        ];
      }),
    };
  }

  @Endpoint(ROUTES.getException)
  async one(
    @Input() { params }: RouteInput<typeof ROUTES.getException>,
    @From() { workspace }: Caller,
  ): Promise<ExceptionAnswer> {
    const { postgres, clickhouse } = this.options.store;
    const row = await this.stored(workspace, params.id);
    const life = lifeOf(row);
    const [history, verdicts, rules, order] = await Promise.all([
      exceptionHistory(postgres, workspace, row.id),
      life === null ? [] : verdictsOf(clickhouse, workspace, [life], BigInt(`0x${row.id}`)),
      this.rules(workspace),
      life === null ? null : this.order(workspace, life),
    ]);
    const rule = rules.get(row.rule);
    return {
      exception: exceptionRow(row, titleOf(rules, row.rule), order?.shown),
      runbook: rule?.runbook ?? null,
      question: rule?.question ?? null,
      history: history.map((each) => ({
        kind: each.kind as ExceptionAnswer['history'][number]['kind'],
        at: each.at.toISOString(),
        recordedAt: each.recordedAt.toISOString(),
        actor: each.byFacts ? null : each.actor,
        severity: severityOf(each.severity),
        point: each.point,
        dueAt: each.dueAt.toISOString(),
        because: each.because,
        correction: each.correction,
        historical: each.historical,
        note: each.note,
      })),
      verdicts: verdicts.map(wireVerdict),
      evidence: evidenceOf(order?.facts ?? [], verdicts),
    };
  }

  @Endpoint(ROUTES.acknowledgeException)
  acknowledge(
    @Input() { params, body }: RouteInput<typeof ROUTES.acknowledgeException>,
    @From() caller: Caller,
  ): Promise<ExceptionRow> {
    return this.handle(caller, params.id, { kind: 'acknowledged', note: body.note });
  }

  @Endpoint(ROUTES.assignException)
  assign(
    @Input() { params, body }: RouteInput<typeof ROUTES.assignException>,
    @From() caller: Caller,
  ): Promise<ExceptionRow> {
    return this.handle(caller, params.id, { kind: 'owner', owner: body.owner, note: body.note });
  }

  @Endpoint(ROUTES.noteException)
  note(
    @Input() { params, body }: RouteInput<typeof ROUTES.noteException>,
    @From() caller: Caller,
  ): Promise<ExceptionRow> {
    return this.handle(caller, params.id, { kind: 'note', note: body.note });
  }

  private async handle(caller: Caller, id: string, handling: Handling): Promise<ExceptionRow> {
    const { store, clock } = this.options;
    const actor = caller.email ?? caller.name;
    const row = await store.postgres.transaction((tx) =>
      handleException(tx, caller.workspace, id, actor, handling, clock()),
    );
    if (!row) throw unknown(id);
    const [shown] = await this.rows(caller.workspace, [row], null);
    if (!shown) throw unknown(id);
    return shown;
  }

  private async stored(workspace: number, id: string): Promise<StoredException> {
    const { rows } = await listExceptions(
      this.options.store.postgres,
      workspace,
      { id, at: null },
      'due',
      1,
      0,
    );
    const [row] = rows;
    if (!row) throw unknown(id);
    return row;
  }

  private asOf(at: number | null) {
    return { at: new Date(at ?? this.options.clock()).toISOString(), knownAt: null };
  }

  private async rules(workspace: number): Promise<Map<string, Rule>> {
    const { current } = await this.detection.rulebook(workspace);
    return new Map(current.map((rule) => [rule.name, rule]));
  }

  private async filter(workspace: number, query: ExceptionsSummaryQuery): Promise<ExceptionFilter> {
    const { severity, owner, order, dueFrom, dueTo, at, minValue, currency, ...rest } = query;
    if (minValue !== undefined && currency === undefined) {
      throw badRequest(
        '/query/minValue',
        'says no currency',
        'Add `currency`, such as EUR: sums never cross them.',
      );
    }
    return {
      ...rest,
      ...{ minValue, currency, at: millis(at), dueFrom: maybeMillis(dueFrom), dueTo: maybeMillis(dueTo) },
      severity: severity?.map(severityRank),
      owner: owner === 'none' ? null : owner,
      lives: order === undefined ? undefined : await this.find(workspace, order),
    };
  }

  private async find(workspace: number, id: string): Promise<string[]> {
    const { joins } = await this.worlds.world(workspace);
    const direct = fromCorrelationId(id);
    const keys = direct === null ? await findKeys(this.options.store.clickhouse, workspace, id) : [];
    const lives = direct === null ? keys.map(({ life }) => life) : [direct];
    return [...new Set(lives.flatMap((life) => membersOf(joins, life)))].map(hex);
  }

  /** Rows with the names of their orders; what an order is called is read with it. */
  private async rows(
    workspace: number,
    rows: readonly StoredException[],
    at: number | null,
  ): Promise<ExceptionRow[]> {
    const lives = [...new Set(rows.flatMap((row) => lifeOf(row) ?? []))];
    const [rules, world] = await Promise.all([this.rules(workspace), this.worlds.world(workspace, at)]);
    const read = await this.orders.read(world, lives, { knownAt: null, now: this.options.clock() });
    const shown = new Map<bigint, Shown>(
      read.map((order) => [order.life, { name: nameOf(order), progress: order.lifecycle.progress }]),
    );
    return rows.map((row) => {
      const life = lifeOf(row);
      const name = life === null ? undefined : shown.get(world.joins.survivorOf.get(life) ?? life);
      return exceptionRow(row, titleOf(rules, row.rule), name);
    });
  }

  private async order(workspace: number, life: bigint) {
    const world = await this.worlds.world(workspace);
    const one = world.joins.survivorOf.get(life) ?? life;
    const [order] = await this.orders.read(world, [one], { knownAt: null, now: this.options.clock() });
    if (!order) return null;
    return { facts: order.facts, shown: { name: nameOf(order), progress: order.lifecycle.progress } };
  }
}

const titleOf = (rules: ReadonlyMap<string, Rule>, name: string): string =>
  rules.get(name)?.title ?? (name === FEED_RULE ? FEED_TITLE : name);

const unknown = (id: string) =>
  notFound(`No exception has the id ${id}.`, 'Take the id from GET /api/v1/exceptions.');
