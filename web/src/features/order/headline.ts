import { formatDuration } from '../../ui/format/duration.ts';
import { formatNumber } from '../../ui/format/money.ts';
import { inWords, inWordsFirst } from '../../ui/format/words.ts';
import { type Life, mainPromise, openDisagreements, openHolds, reachedAt } from './life.ts';

const since = (iso: string, at: number) => formatDuration(Math.max(0, at - Date.parse(iso)));

const STAGE: Record<string, string> = {
  placed: 'Ordered',
  released: 'Released to the warehouse',
};
const stageWord = (progress: string) => STAGE[progress] ?? inWordsFirst(progress);

function disagreement(life: Life, at: number): string | undefined {
  const worst = openDisagreements(life)[0];
  if (!worst) return undefined;
  const follower = life.systems.find((system) => system.source === worst.follower);
  const says = worst.followerSays ?? follower?.state;
  const shows = says ? `shows it as ${inWords(says)}` : 'says nothing of it';
  return `${worst.authority} says ${inWords(worst.authoritySays)} for ${since(worst.since, at)} and ${worst.follower} still ${shows}.`;
}

function hold(life: Life, at: number): string | undefined {
  const held = openHolds(life)[0];
  if (!held?.placed) return undefined;
  return `Held for ${since(held.placed.occurredAt, at)}${held.reason ? `: ${held.reason}` : ''}.`;
}

function pieces(life: Life): string | undefined {
  const ordered = life.lines.reduce((sum, line) => sum + Number(line.ordered ?? 0), 0);
  const shipped = life.lines.reduce((sum, line) => sum + Number(line.shipped), 0);
  return ordered > 0 && shipped < ordered
    ? `${formatNumber(shipped)} of ${formatNumber(ordered)} pieces shipped`
    : undefined;
}

/** How far it is, against its promise. */
function progress(life: Life, at: number): string {
  const stage = life.milestones.find((each) => each.progress === life.progress);
  const promise = mainPromise(life);
  const placed = reachedAt(life, 'placed');
  const kept = promise?.kind === 'ship_by' ? 'shipped' : 'delivered';
  const late = promise?.lateByMs ?? null;

  if (promise && (promise.state === 'met' || promise.state === 'late') && promise.actual && late !== null) {
    const took =
      placed === undefined
        ? ''
        : ` ${formatDuration(Date.parse(promise.actual.occurredAt) - placed)} after it was ordered,`;
    if (late === 0) return `${inWordsFirst(kept)}${took} exactly as promised.`;
    return late > 0
      ? `${inWordsFirst(kept)}${took} ${formatDuration(late)} later than promised.`
      : `${inWordsFirst(kept)}${took} ${formatDuration(late)} before the promised time.`;
  }
  const partly = life.partial ? pieces(life) : undefined;
  const done =
    !life.progress || !stage
      ? 'No milestone was reported yet'
      : `${partly ?? stageWord(life.progress)} ${since(stage.occurredAt, at)} ago`;
  if (life.progress === 'cancelled' || life.progress === 'closed') return `${done}.`;
  if (life.progress === 'delivered') return `${done}, with no promise to hold it against.`;
  if (!promise) return `${done}, not ${kept}; no promise was given.`;
  if (promise.state === 'overdue' && late !== null)
    return `${done} and not ${kept}, ${formatDuration(late)} past its promise.`;
  const left = Date.parse(promise.due) - at;
  return left > 0 ? `${done}; to be ${kept} within ${formatDuration(left)}.` : `${done}.`;
}

/** The order's finding in one or two sentences, worst first. `at` is the instant it is judged at, epoch milliseconds. */
export function headline(life: Life, at: number): string {
  return [disagreement(life, at) ?? hold(life, at), progress(life, at)].filter(Boolean).join(' ');
}
