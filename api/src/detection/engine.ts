import type { BoundRule, CompleteThrough } from '@throughline/domain';
import {
  advancePlan,
  asHolder,
  batchesBeyond,
  type Cursor,
  changedLives,
  countChangedLives,
  countDue,
  type DetectionState,
  declaredFeeds,
  detectionState,
  dueCases,
  finishTick,
  heardOf,
  type Lease,
  planTick,
  type Span,
  type Store,
  standingLinksAt,
  TABLES,
  type TickPlan,
  type Told,
  waitedFor,
} from '@throughline/store';
import { resolutionOf } from '@throughline/store/orders';
import { type Resolution, readCases } from './cases.ts';
import { completenessAt, completeThroughSet, type FeedPolicy } from './completeness.ts';
import { settleFeeds } from './feed-exceptions.ts';
import { type Bench, hex, type JudgedCase, judgeCase, type RuleFailure, unjudged } from './judge-case.ts';
import { cursorOf, cursorText, further, storedCursor } from './positions.ts';
import { firstSeq, verdictRows, writeCases } from './write-chunk.ts';

/** Lives found per statement, and cases judged between two commits. */
const PAGE = 4000;
const CHUNK = 250;
/** How long cases are judged before the event loop gets its turn, ms. */
const SLICE_MS = 10;
/** Ids of lives are 128 bits; this one stands before them all. */
const BEFORE_ALL = '';

/** What the engine tells whoever watches it. */
export type Watch = {
  /** A rule begins on a case; what it gives is called when the rule is done. */
  begin(rule: string): () => void;
  judged(cases: readonly JudgedCase[], ms: number): void;
  failed(failures: readonly RuleFailure[]): void;
  progress(done: number, total: number): void;
};

export type EngineOptions = {
  readonly store: Pick<Store, 'clickhouse' | 'postgres'>;
  readonly workspace: number;
  readonly rules: readonly BoundRule[];
  /** Changes with anything that is judged by: everything is then judged again. */
  readonly fingerprint: string;
  readonly feeds: FeedPolicy;
  /** How long a silent engine keeps its lease, ms. */
  readonly leaseMs: number;
  /** Wall clock for what people read as "recorded"; nothing is judged by it. */
  readonly clock: () => number;
  readonly watch?: Watch;
};

/** How a tick ended: nothing to do, all done, or stopped on the way (the next one goes on). */
export type TickResult = {
  readonly outcome: 'idle' | 'done' | 'stopped';
  readonly T: number;
  readonly cases: number;
};

/** Judges one workspace tick by tick. Whoever calls holds the lease; instants are arguments, never the wall clock. */
export type Engine = {
  /**
   * Judges what changed or came due at `T` (epoch ms). A tick that a crash or `signal` cut short is finished first, at
   * its own instant. Throws `LostLeaseError` when another engine has taken over.
   */
  readonly tick: (lease: Lease, T: number, signal?: AbortSignal) => Promise<TickResult>;
};

type Page = { lives: bigint[]; isLast: boolean };
type Found = { plan: TickPlan; complete: CompleteThrough; told: Told; heard: Map<string, number> };

/** So many batches are done before anybody could read how far they are. */
const FEW = 20n;
const batchesIn = ({ from, to }: Span): bigint =>
  [...to].reduce((sum, [writer, batch]) => sum + batch - (from.get(writer) ?? 0n), 0n);

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The engine of one workspace. Remembers between ticks only what a database would tell it again. */
export const createEngine = (options: EngineOptions): Engine => {
  const { store, workspace, rules, leaseMs, clock } = options;
  const { clickhouse, postgres } = store;
  let links: { at: string; resolution: Resolution } | undefined;

  const resolutionAt = async (to: Cursor): Promise<Resolution> => {
    const at = cursorText(to);
    if (links?.at !== at) {
      links = { at, resolution: resolutionOf(await standingLinksAt(clickhouse, workspace, to)) };
    }
    return links.resolution;
  };

  const toldAt = async (complete: CompleteThrough): Promise<Told> =>
    (await waitedFor(postgres, workspace))
      .map(({ feeds, past }) => ({ feeds, past, through: completeThroughSet(feeds, complete) }))
      .filter(({ past, through }) => past < through)
      .map(({ feeds, through }) => ({ feeds, through }));

  /** What is known of feeds at a cursor and an instant. */
  const knownFeeds = async (
    state: DetectionState,
    from: Cursor,
    to: Cursor,
    T: number,
  ): Promise<Omit<Found, 'plan'>> => {
    const heard = new Map(Object.entries(state.heard));
    const [declared, news] = await Promise.all([
      declaredFeeds(clickhouse, workspace, to),
      heardOf(clickhouse, workspace, { from, to }),
    ]);
    for (const [source, last] of news) heard.set(source, Math.max(last, heard.get(source) ?? last));
    const complete = completenessAt(declared, heard, T, options.feeds);
    return { complete, told: await toldAt(complete), heard };
  };

  /** The tick to run: the one under way, or a new one; null when nothing changed and nothing came due. */
  const planned = async (lease: Lease, at: number): Promise<Found | null> => {
    const state = await detectionState(postgres, workspace);
    if (state.plan) {
      const { plan } = state;
      return { plan, ...(await knownFeeds(state, cursorOf(plan.from), cursorOf(plan.to), plan.T)) };
    }
    const read = cursorOf(state.cursor);
    const beyond = await batchesBeyond(clickhouse, read);
    const isNew = state.configuration !== options.fingerprint;
    const from: Cursor = isNew ? new Map() : read;
    const to = further(read, beyond);
    const T = Math.max(at, state.judgedAt);
    const known = await knownFeeds(state, from, to, T);
    const due = await countDue(postgres, workspace, T, known.told);
    if (beyond.size === 0 && !isNew && due === 0) return null;
    const plan: TickPlan = {
      tick: state.tick + 1,
      T,
      from: storedCursor(from),
      to: storedCursor(to),
      configuration: options.fingerprint,
      after: BEFORE_ALL,
      done: 0,
      total:
        due +
        (batchesIn({ from, to }) > FEW ? await countChangedLives(clickhouse, workspace, { from, to }) : 0),
    };
    await asHolder(postgres, lease, leaseMs, (tx) => planTick(tx, workspace, plan));
    return { plan, ...known };
  };

  /** The next lives to look at, ascending: touched by new batches, or due. */
  const nextLives = async ({ plan, told }: Pick<Found, 'plan' | 'told'>, after: string): Promise<Page> => {
    const span = { from: cursorOf(plan.from), to: cursorOf(plan.to) };
    const [changed, due] = await Promise.all([
      changedLives(clickhouse, workspace, span, after === BEFORE_ALL ? 0n : BigInt(`0x${after}`), PAGE),
      dueCases(postgres, workspace, plan.T, told, after, PAGE),
    ]);
    const dueLives = due.map((life) => BigInt(`0x${life}`));
    // A full page says nothing of what lies beyond its last life.
    const ends = [changed, dueLives].flatMap((page) => (page.length === PAGE ? [page.at(-1)!] : []));
    const end = ends.reduce<bigint | null>(
      (least, life) => (least === null || life < least ? life : least),
      null,
    );
    const lives = [...new Set([...changed, ...dueLives])]
      .filter((life) => end === null || life <= end)
      .sort((a, b) => (a < b ? -1 : 1));
    return { lives, isLast: end === null };
  };

  const judgeAllOf = async (
    bench: Bench,
    cases: Awaited<ReturnType<typeof readCases>>,
  ): Promise<JudgedCase[]> => {
    const judged: JudgedCase[] = [];
    let since = performance.now();
    for (const each of cases) {
      try {
        judged.push(judgeCase(bench, each));
      } catch (error) {
        judged.push(unjudged(bench, each, error));
      }
      if (performance.now() - since < SLICE_MS) continue;
      await pause();
      since = performance.now();
    }
    return judged;
  };

  /** Judges some lives and commits them; the last of a tick end it in the same transaction. */
  const runChunk = async (
    lease: Lease,
    found: Found,
    lives: readonly bigint[],
    done: number,
    ends: boolean,
  ): Promise<void> => {
    const { plan, complete } = found;
    const { tick, T } = plan;
    const to = cursorOf(plan.to);
    const began = performance.now();
    const bench = { workspace, rules, completeThrough: complete, T, begin: options.watch?.begin };
    const cases =
      lives.length === 0
        ? []
        : await readCases(store, workspace, lives, await resolutionAt(to), to, firstSeq(tick));
    const judged = await judgeAllOf(bench, cases);
    options.watch?.judged(judged, performance.now() - began);
    options.watch?.failed(judged.flatMap(({ failures }) => failures));
    const last = lives.length === 0 ? plan.after : hex(lives.at(-1)!);
    await clickhouse.insert(
      TABLES.verdicts,
      verdictRows(judged, { workspace, tick, T, cursor: cursorText(to) }),
      { token: `detect:${workspace}:${tick}:${options.fingerprint}:${hex(lives[0] ?? 0n)}-${last}` },
    );
    await asHolder(postgres, lease, leaseMs, async (tx) => {
      if (judged.length > 0) await writeCases(tx, workspace, judged, clock());
      if (ends) {
        await settleFeeds(tx, workspace, T, clock());
        await finishTick(tx, workspace, plan, Object.fromEntries(found.heard), clock());
      } else await advancePlan(tx, workspace, last, done);
    });
  };

  return {
    tick: async (lease, at, signal) => {
      const found = await planned(lease, at);
      if (!found) return { outcome: 'idle', T: at, cases: 0 };
      const { plan } = found;
      let { after, done } = plan;
      for (;;) {
        const { lives, isLast } = await nextLives(found, after);
        const lots = Math.max(1, Math.ceil(lives.length / CHUNK));
        for (let lot = 0; lot < lots; lot += 1) {
          if (signal?.aborted) return { outcome: 'stopped', T: plan.T, cases: done };
          const chunk = lives.slice(lot * CHUNK, (lot + 1) * CHUNK);
          done += chunk.length;
          await runChunk(lease, found, chunk, done, isLast && lot === lots - 1);
          options.watch?.progress(done, Math.max(done, plan.total));
          if (chunk.length > 0) after = hex(chunk.at(-1)!);
        }
        if (isLast) return { outcome: 'done', T: plan.T, cases: done };
      }
    },
  };
};
