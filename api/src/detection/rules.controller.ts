import { Controller, Inject } from '@nestjs/common';
import { ROUTES, type RulesAnswer } from '@throughline/contracts';
import { detectionState, groupExceptions } from '@throughline/store';
import { type Caller, From } from '../http/caller.ts';
import { Endpoint } from '../http/endpoint.ts';
import { OPTIONS, type Options } from '../ports.ts';
import { DetectionService } from './detection.service.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** The rules, how they do, and how far they have judged. */
@Controller()
export class RulesController {
  constructor(
    @Inject(OPTIONS) private readonly options: Options,
    @Inject(DetectionService) private readonly detection: DetectionService,
  ) {}

  @Endpoint(ROUTES.listRules)
  async rules(@From() { workspace }: Caller): Promise<RulesAnswer> {
    const { postgres } = this.options.store;
    const [{ current, problems }, state, groups] = await Promise.all([
      this.detection.rulebook(workspace),
      detectionState(postgres, workspace),
      groupExceptions(postgres, workspace, { at: null, shadow: true }),
    ]);
    const status = this.detection.status();
    const { plan } = state;
    return {
      items: current.map((rule) => {
        const figures = this.detection.figures(rule.name);
        return {
          name: rule.name,
          title: rule.title,
          question: rule.question,
          kind: rule.kind,
          family: rule.family,
          version: rule.version,
          maturity: rule.maturity,
          owner: rule.owner,
          runbook: rule.runbook,
          buckets: rule.kind === 'state' ? rule.buckets.length : 0,
          open: groups.filter((group) => group.rule === rule.name).reduce((sum, { count }) => sum + count, 0),
          ...{ evaluated: figures.evaluated, verdicts: { ...figures.verdicts }, errors: figures.errors },
          seconds: figures.seconds,
          lastError: figures.lastError && { ...figures.lastError, at: iso(figures.lastError.at) },
        };
      }),
      problems: [...problems],
      engine: {
        state: status.state,
        error: status.error,
        judgedAt: state.tick === 0 ? null : iso(state.judgedAt),
        tick: state.tick,
        progress: status.progress ?? (plan && { done: plan.done, total: Math.max(plan.total, plan.done) }),
        lastTick: status.lastTick && {
          ...status.lastTick,
          at: iso(status.lastTick.at),
          judgedAt: iso(status.lastTick.judgedAt),
        },
      },
    };
  }
}
