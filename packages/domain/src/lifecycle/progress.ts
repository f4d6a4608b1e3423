import {
  FINAL_PROGRESS,
  MILESTONES,
  type Milestone,
  type MilestoneRow,
  PROGRESS,
  type Progress,
} from '@throughline/contracts';
import { type Fact, saidOf } from './facts.ts';

const ROWS: ReadonlyMap<string, MilestoneRow> = new Map(MILESTONES.map((row) => [row.type, row]));
const RANK: ReadonlyMap<string, number> = new Map(PROGRESS.map((progress, index) => [progress, index]));
const FINAL: ReadonlySet<string> = new Set(FINAL_PROGRESS);

/** The progress that a fact of this type reaches, if any. */
export const progressOf = (type: string): Progress | undefined => ROWS.get(type)?.progress;

/** The further of two; null is nowhere. */
export const further = (a: Progress | null, b: Progress | null): Progress | null =>
  a === null ? b : b === null ? a : RANK.get(a)! >= RANK.get(b)! ? a : b;

/** Whether `progress` is at `goal` or beyond. */
export const hasReached = (progress: Progress | null, goal: Progress): boolean =>
  progress !== null && RANK.get(progress)! >= RANK.get(goal)!;

/** Whether something at `progress` needs nothing more. */
export const isFinal = (progress: Progress | null): boolean => progress !== null && FINAL.has(progress);

/** Furthest milestone of facts that count, null if none. */
export const progressAt = (counting: readonly Fact[]): Progress | null => {
  let furthest: Progress | null = null;
  for (const fact of counting) furthest = further(furthest, progressOf(fact.type) ?? null);
  return furthest;
};

/** First fact to reach each progress, one with a believable clock before one without; in order of progress. */
export const firstFacts = (counting: readonly Fact[]): Map<Progress, Fact> => {
  const first = new Map<Progress, Fact>();
  for (const fact of counting) {
    const progress = progressOf(fact.type);
    if (!progress) continue;
    const known = first.get(progress);
    if (!known || (fact.inRange && !known.inRange)) first.set(progress, fact);
  }
  return first;
};

/** First facts as answers carry them. */
export const milestonesOf = (first: ReadonlyMap<Progress, Fact>): Milestone[] =>
  [...first]
    .sort(([a], [b]) => RANK.get(a)! - RANK.get(b)!)
    .map(([progress, fact]) => ({ ...saidOf(fact), progress, bestEffort: ROWS.get(fact.type)!.bestEffort }));
