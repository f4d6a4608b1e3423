import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { type Rule, RuleSchema } from '@throughline/contracts';
import { recordRuleVersions, ruleVersions } from '@throughline/store';
import { LOG, type Log, METRICS, OPTIONS, type Options } from '../ports.ts';
import type { Metrics } from '../service/metrics.ts';
import { DEFAULT_FEED_POLICY } from './completeness.ts';
import { type Folders, type Rulebook, readFolders, rulebookOf } from './configuration.ts';
import { createEngine, type Engine, type TickResult } from './engine.ts';
import { type DetectionMetrics, detectionMetrics } from './metrics.ts';
import { runEngine } from './runner.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TICK_MS = 1_000;
/** How often the folders are looked at again, ms. */
const RELOAD_MS = 30_000;

/** Where the engine of this process stands. */
export type EngineStatus = {
  running: boolean;
  state: 'off' | 'waiting' | 'judging' | 'failing';
  error: string | null;
  lastTick: { at: number; judgedAt: number; cases: number; ms: number } | null;
  progress: { done: number; total: number } | null;
};

/** The engine in this process, if it is switched on, and the rules that it judges by. */
@Injectable()
export class DetectionService {
  private readonly stopping = new AbortController();
  private readonly metrics: DetectionMetrics;
  private readonly folders: Folders;
  private book: { at: number; value: Rulebook } | undefined;
  private engine: { fingerprint: string; value: Engine } | undefined;
  private running: Promise<void> | undefined;
  private now: EngineStatus = { running: false, state: 'off', error: null, lastTick: null, progress: null };

  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(LOG) private readonly log: Log,
    @Inject(METRICS) measured: Metrics,
  ) {
    this.metrics = detectionMetrics(measured.registry, options.clock);
    const root = options.detection?.root ?? ROOT;
    this.folders = {
      rules: join(root, 'rules'),
      profiles: join(root, 'profiles'),
      calendars: join(root, 'calendars'),
    };
  }

  /** Starts judging; does nothing where detection is switched off. */
  start(): void {
    const { detection, store, config, clock, random } = this.options;
    if (!detection?.run || this.running) return;
    this.now = { ...this.now, running: true, state: 'waiting' };
    const holder = `${hostname()}:${process.pid}:${Buffer.from(random(6)).toString('hex')}`;
    this.running = runEngine(
      {
        store,
        workspace: config.workspace,
        holder,
        everyMs: detection.everyMs ?? TICK_MS,
        clock,
        engine: (leaseMs) => this.engineFor(config.workspace, leaseMs),
        ticked: (result, ms) => this.ticked(result, ms),
        became: (state, error) => this.became(state, error),
      },
      this.stopping.signal,
    );
  }

  /** Ends judging after the cases under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Where the engine of this process stands. */
  status(): EngineStatus {
    return { ...this.now, progress: this.metrics.progress() };
  }

  /** What was seen of a rule since this process started. */
  figures(rule: string) {
    return this.metrics.of(rule);
  }

  /** The rules of a workspace with their recorded versions, read again from time to time. */
  async rulebook(workspace: number): Promise<Rulebook> {
    const { store, clock } = this.options;
    const at = performance.now();
    if (this.book && at - this.book.at < RELOAD_MS) return this.book.value;
    const contents = await readFolders(this.folders);
    const recorded = (await ruleVersions(store.postgres, workspace)).flatMap(({ body }): Rule[] => {
      const read = RuleSchema.safeParse(body);
      return read.success ? [read.data] : [];
    });
    const value = rulebookOf(contents, recorded);
    if (value.fingerprint !== this.book?.value.fingerprint) {
      for (const { file, detail } of value.problems)
        this.log.warn({ file }, `this rule is left out: ${detail}`);
      await recordRuleVersions(store.postgres, workspace, contents.sources, clock());
    }
    this.book = { at, value };
    return value;
  }

  private async engineFor(workspace: number, leaseMs: number): Promise<Engine> {
    const { rules, fingerprint } = await this.rulebook(workspace);
    if (this.engine?.fingerprint !== fingerprint) {
      const { store, clock, detection } = this.options;
      const feeds = { ...DEFAULT_FEED_POLICY, ...detection?.feeds };
      const { watch } = this.metrics;
      const value = createEngine({ store, workspace, rules, fingerprint, feeds, leaseMs, clock, watch });
      this.engine = { fingerprint, value };
    }
    return this.engine.value;
  }

  private ticked({ outcome, T, cases }: TickResult, ms: number): void {
    const at = this.options.clock();
    if (outcome !== 'idle') this.metrics.ticked(ms / 1000, at - T);
    this.now.lastTick = { at, judgedAt: T, cases, ms: Math.round(ms) };
  }

  private became(state: EngineStatus['state'], error?: unknown): void {
    const message = error === undefined ? null : error instanceof Error ? error.message : String(error);
    if (message !== null && message !== this.now.error)
      this.log.error({ err: error }, 'detection failed; it tries again');
    this.now = { ...this.now, state, error: message };
  }
}
