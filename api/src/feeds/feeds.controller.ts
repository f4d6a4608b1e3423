import { Controller, Inject } from '@nestjs/common';
import {
  type ConflictsPage,
  type DeadLettersPage,
  type Feeds,
  type ImportsPage,
  type OrphansPage,
  type Payload,
  ROUTES,
  type RouteInput,
} from '@throughline/contracts';
import { fromCorrelationId, toCorrelationId } from '@throughline/domain';
import { feedCompleteness } from '@throughline/store';
import {
  conflictsPage,
  deadLetterReasons,
  deadLettersPage,
  importsPage,
  type Letter,
  membersOf,
  orphansPage,
  sourceExtents,
} from '@throughline/store/orders';
import { type Caller, From } from '../http/caller.ts';
import { cursorOf, placeOf } from '../http/cursor.ts';
import { Endpoint } from '../http/endpoint.ts';
import { Input } from '../http/input.ts';
import { maybeMillis } from '../http/instants.ts';
import { notFound } from '../http/problem.ts';
import { fromHex, toHex } from '../lifecycle/order-event.ts';
import { openedPayload } from '../lifecycle/payload.ts';
import { WorldsService } from '../lifecycle/worlds.service.ts';
import { OPTIONS, type Options } from '../ports.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const after = (place: readonly string[] | null) =>
  place ? { at: Number(place[0]), id: BigInt(place[1] ?? 0) } : null;

/** What sources send us, and what of it waits for a person. */
@Controller()
export class FeedsController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(WorldsService) private readonly worlds: WorldsService,
  ) {}

  @Endpoint(ROUTES.listFeeds)
  async feeds(@From() { workspace }: Caller): Promise<Feeds> {
    const { clickhouse } = this.options.store;
    const [extents, complete, reasons] = await Promise.all([
      sourceExtents(clickhouse, workspace),
      feedCompleteness(clickhouse, workspace),
      deadLetterReasons(clickhouse, workspace, { state: ['waiting'] }),
    ]);
    const names = [...new Set([...extents, ...complete, ...reasons].map(({ source }) => source))].sort();
    return {
      items: names.map((source) => {
        const extent = extents.find((each) => each.source === source);
        const feed = complete.find((each) => each.source === source);
        return {
          source,
          system: extent?.system ?? source.split('/')[0] ?? '',
          completeThrough: feed ? iso(feed.completeThrough) : null,
          kind: feed?.kind ?? null,
          evidence: feed?.evidence ?? null,
          declaredAt: feed ? iso(feed.observedAt) : null,
          events: extent?.events ?? 0,
          firstEventAt: extent ? iso(extent.firstEventAt) : null,
          lastEventAt: extent ? iso(extent.lastEventAt) : null,
          lastObservedAt: extent ? iso(extent.lastObservedAt) : null,
          deadLetters: reasons
            .filter((each) => each.source === source)
            .reduce((sum, { count }) => sum + count, 0),
        };
      }),
    };
  }

  @Endpoint(ROUTES.listDeadLetters)
  async deadLetters(
    @Input() { query }: RouteInput<typeof ROUTES.listDeadLetters>,
    @From() { workspace }: Caller,
  ): Promise<DeadLettersPage> {
    const { clickhouse } = this.options.store;
    const filter = {
      source: query.source,
      reason: query.reason,
      state: query.state,
      from: maybeMillis(query.from),
      to: maybeMillis(query.to),
    };
    const place = after(placeOf(query.cursor, query, 2));
    const [{ total, rows }, reasons] = await Promise.all([
      deadLettersPage(clickhouse, workspace, filter, query.limit + 1, place),
      deadLetterReasons(clickhouse, workspace, filter),
    ]);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      total,
      reasons,
      items: shown.map(({ id, lineNo, receivedAt, payloadId, payloadIndex: _, ...letter }) => ({
        ...letter,
        id: toHex(id),
        line: lineNo === 0 ? null : lineNo,
        receivedAt: iso(receivedAt),
        hasRaw: payloadId !== 0n,
      })),
      nextCursor: last ? cursorOf(query, [String(last.receivedAt), String(last.id)]) : null,
    };
  }

  @Endpoint(ROUTES.getDeadLetterRaw)
  async raw(
    @Input() { params }: RouteInput<typeof ROUTES.getDeadLetterRaw>,
    @From() { workspace }: Caller,
  ): Promise<Payload> {
    const letter = await this.letter(workspace, params.id);
    return openedPayload(this.options, workspace, letter.payloadId, letter.payloadIndex);
  }

  @Endpoint(ROUTES.requeueDeadLetter)
  async requeue(
    @Input() { params }: RouteInput<typeof ROUTES.requeueDeadLetter>,
    @From() { workspace }: Caller,
  ): Promise<{ accepted: true; detail: string }> {
    await this.letter(workspace, params.id);
    await this.options.collector('/internal/v1/dead-letters/requeue', { workspace, id: params.id });
    return { accepted: true, detail: 'It goes through the pipeline again.' };
  }

  @Endpoint(ROUTES.listOrphans)
  async orphans(
    @Input() { query }: RouteInput<typeof ROUTES.listOrphans>,
    @From() { workspace }: Caller,
  ): Promise<OrphansPage> {
    const place = after(placeOf(query.cursor, query, 2));
    const { total, rows } = await orphansPage(
      this.options.store.clickhouse,
      workspace,
      { source: query.source, type: query.type },
      query.limit + 1,
      place,
    );
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1) : undefined;
    return {
      total,
      items: shown.map(({ eventKey, occurredAt, observedAt, keys, ...row }) => ({
        ...row,
        eventKey: toHex(eventKey),
        occurredAt: iso(occurredAt),
        observedAt: iso(observedAt),
        keys: (JSON.parse(keys) as { namespace: string; value: string; scope?: string }[]).map(
          ({ namespace, value, scope }) => ({ namespace, value, scope: scope ?? '' }),
        ),
      })),
      nextCursor: last ? cursorOf(query, [String(last.observedAt), String(last.eventKey)]) : null,
    };
  }

  @Endpoint(ROUTES.listConflicts)
  async conflicts(
    @Input() { query }: RouteInput<typeof ROUTES.listConflicts>,
    @From() { workspace }: Caller,
  ): Promise<ConflictsPage> {
    const offset = Number(placeOf(query.cursor, query, 1)?.[0] ?? 0);
    const life = query.life === undefined ? null : fromCorrelationId(query.life);
    const members = life === null ? null : membersOf((await this.worlds.world(workspace)).joins, life);
    const { total, rows } = await conflictsPage(
      this.options.store.clickhouse,
      workspace,
      query.limit,
      offset,
      members,
    );
    return {
      total,
      items: rows.map(({ lives, observedAt, ...conflict }) => ({
        ...conflict,
        lives: lives.map(toCorrelationId),
        observedAt: iso(observedAt),
      })),
      nextCursor: offset + rows.length < total ? cursorOf(query, [String(offset + rows.length)]) : null,
    };
  }

  @Endpoint(ROUTES.listImports)
  async imports(
    @Input() { query }: RouteInput<typeof ROUTES.listImports>,
    @From() { workspace }: Caller,
  ): Promise<ImportsPage> {
    const offset = Number(placeOf(query.cursor, query, 1)?.[0] ?? 0);
    const { total, rows } = await importsPage(this.options.store.clickhouse, workspace, query.limit, offset);
    return {
      total,
      items: rows.map(({ startedAt, updatedAt, completeThrough, ...run }) => ({
        ...run,
        completeThrough: completeThrough === null ? null : iso(completeThrough),
        startedAt: iso(startedAt),
        updatedAt: iso(updatedAt),
      })),
      nextCursor: offset + rows.length < total ? cursorOf(query, [String(offset + rows.length)]) : null,
    };
  }

  private async letter(workspace: number, id: string): Promise<Letter> {
    const { rows } = await deadLettersPage(this.options.store.clickhouse, workspace, { id: fromHex(id) }, 1);
    const [letter] = rows;
    if (!letter) throw notFound(`No dead letter has the id ${id}.`, 'See GET /api/v1/dead-letters.');
    return letter;
  }
}
