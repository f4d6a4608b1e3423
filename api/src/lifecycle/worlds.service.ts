import { Inject, Injectable } from '@nestjs/common';
import { type Cursor, newestCursor } from '@throughline/store';
import { type Joins, readJoins, type World } from '@throughline/store/orders';
import { OPTIONS, type Options } from '../ports.ts';

type Kept = { cursor: Cursor; joins: Joins };

const isSame = (a: Cursor, b: Cursor): boolean =>
  a.size === b.size && [...a].every(([writer, batch]) => b.get(writer) === batch);

/** What lives are read through, kept per workspace and read again when a batch was committed since. */
@Injectable()
export class WorldsService {
  private readonly kept = new Map<number, Kept>();
  private readonly reading = new Map<number, Promise<Joins>>();

  constructor(@Inject(OPTIONS) private readonly options: Options) {}

  /** A workspace as it stood at `at` (UTC ms; null: with every fact known). */
  async world(workspace: number, at: number | null = null): Promise<World> {
    return { workspace, at, joins: await this.joins(workspace) };
  }

  /** A caller that comes during a reading shares it. */
  private joins(workspace: number): Promise<Joins> {
    const shared = this.reading.get(workspace);
    if (shared) return shared;
    const reading = this.read(workspace).finally(() => this.reading.delete(workspace));
    this.reading.set(workspace, reading);
    return reading;
  }

  private async read(workspace: number): Promise<Joins> {
    const { clickhouse } = this.options.store;
    const cursor = await newestCursor(clickhouse);
    const kept = this.kept.get(workspace);
    if (kept && isSame(kept.cursor, cursor)) return kept.joins;
    const joins = await readJoins(clickhouse, workspace);
    this.kept.set(workspace, { cursor, joins });
    return joins;
  }
}
