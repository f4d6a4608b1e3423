import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type LiveChange, SEVERITIES } from '@throughline/contracts';
import { batchesBeyond, changedExceptions, groupExceptions, newestTransition } from '@throughline/store';
import { cursorOf, storedCursor } from '../detection/positions.ts';
import { LOG, type Log, OPTIONS, type Options } from '../ports.ts';
import { type LiveCursor, liveId } from './cursor.ts';

/** Two changes a second at most; a beat when nothing happens, so that nobody takes the line for dead. */
const LOOK_MS = 500;
const BEAT_MS = 15_000;
/** Ids that one change names. */
const NAMED = 200;

/** A line to one browser. */
export type Subscriber = { workspace: number; cursor: LiveCursor | null; write(text: string): void };

/** Looks for what changed, for as long as anybody listens, once for all of one workspace. */
@Injectable()
export class LiveService implements OnModuleDestroy {
  private readonly subscribers = new Set<Subscriber>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private beaten = 0;

  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** Adds a line; what is given ends it. The first change comes at once, with what was missed since its cursor. */
  subscribe(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    this.timer ??= setInterval(() => void this.look(), LOOK_MS);
    void this.look();
    return () => {
      this.subscribers.delete(subscriber);
      if (this.subscribers.size === 0) this.end();
    };
  }

  onModuleDestroy(): void {
    this.subscribers.clear();
    this.end();
  }

  private end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const waiting = [...this.subscribers];
      for (const [workspace, same] of Map.groupBy(waiting, (each) => each.workspace)) {
        for (const [, alike] of Map.groupBy(same, ({ cursor }) => (cursor ? liveId(cursor) : ''))) {
          await this.tell(workspace, alike);
        }
      }
      this.beat();
    } catch (error) {
      this.log.warn({ err: error }, 'the live stream could not look for changes; it tries again');
    } finally {
      this.looking = false;
    }
  }

  private beat(): void {
    if (performance.now() - this.beaten < BEAT_MS) return;
    this.beaten = performance.now();
    for (const { write } of this.subscribers) write(': beat\n\n');
  }

  /** Tells subscribers that are equally far what changed since; a new one how things stand. */
  private async tell(workspace: number, alike: readonly Subscriber[]): Promise<void> {
    const { clickhouse, postgres } = this.options.store;
    const before = alike[0]?.cursor ?? null;
    const [beyond, changed] = await Promise.all([
      batchesBeyond(clickhouse, cursorOf(before?.positions ?? {})),
      before
        ? changedExceptions(postgres, workspace, before.seq, NAMED + 1)
        : newestTransition(postgres, workspace).then((seq) => ({ seq, ids: [] as string[] })),
    ]);
    if (before && beyond.size === 0 && changed.ids.length === 0) return;
    const cursor: LiveCursor = {
      positions: { ...before?.positions, ...storedCursor(beyond) },
      seq: changed.seq,
    };
    const change: LiveChange = {
      positions: cursor.positions,
      facts: before !== null && beyond.size > 0,
      exceptions: {
        changed: changed.ids.slice(0, NAMED),
        more: changed.ids.length > NAMED,
        ...(await this.counts(workspace)),
      },
    };
    const text = `id: ${liveId(cursor)}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
    for (const subscriber of alike) {
      subscriber.cursor = cursor;
      subscriber.write(text);
    }
  }

  private async counts(workspace: number): Promise<Pick<LiveChange['exceptions'], 'open' | 'bySeverity'>> {
    const groups = await groupExceptions(this.options.store.postgres, workspace, { at: null });
    const of = (severity: number): number =>
      groups.filter((group) => group.severity === severity).reduce((sum, { count }) => sum + count, 0);
    return {
      open: groups.reduce((sum, { count }) => sum + count, 0),
      bySeverity: Object.fromEntries(
        SEVERITIES.map((severity, rank) => [severity, of(rank)]),
      ) as LiveChange['exceptions']['bySeverity'],
    };
  }
}
