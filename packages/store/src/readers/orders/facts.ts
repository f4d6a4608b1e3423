import { PROGRESS, type Progress, typesReaching } from '@throughline/contracts';
import { progressColumn } from '../../tables/lives.table.ts';
import { snake } from '../../tables/table.ts';
import { linkedAsTold } from './overruled.ts';
import { REACHED, resolved, until, type World } from './world.ts';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const column = (progress: Progress): string => snake(progressColumn(progress));

/** Milestones of orders that the rollup tells the truth about. */
const fromLives = (world: World, stages: readonly Progress[], only: string): string => {
  const milestone = (progress: Progress): string => {
    const first = `min(t.${column(progress)})`;
    return `${world.at === null ? first : `if(${until(world, first)}, ${first}, NULL)`} AS ${column(progress)}`;
  };
  const columns = ['root_rank', 'first_occurred_at', 'last_occurred_at', ...stages.map(column)];
  const where = `t.workspace = {workspace:UInt32} AND t.life != 0${only}`;
  return (
    'SELECT t.one AS life, min(t.root_rank) AS root_rank, min(t.first_occurred_at) AS first_at, ' +
    `max(t.last_occurred_at) AS last_at, ${stages.map((each) => `${milestone(each)}, `).join('')}toUInt16(0) AS unsure ` +
    `FROM ${resolved(world, 'lives', columns.map((name) => `t.${name} AS ${name}`).join(', '), where)} AS t ` +
    (world.joins.special.size > 0 ? 'WHERE t.one NOT IN {special:Array(UInt128)} ' : '') +
    `GROUP BY t.one HAVING ${until(world, 'first_at')}`
  );
};

/** One row per fact that belongs to a special order: its own facts less those a link took out, and linked ones. */
export const specialFacts = (world: World, only: string): string => {
  const own =
    't.event_key AS event_key, t.type AS type, t.outcome AS outcome, t.flags AS flags, t.root AS root, ' +
    `${REACHED} AS reached`;
  const told = (name: 'type' | 'outcome' | 'occurred_at'): string =>
    world.joins.overruled.length === 0 ? `t.${name}` : linkedAsTold(name);
  const linked =
    `t.event_key AS event_key, ${told('type')} AS type, ${told('outcome')} AS outcome, ` +
    `toUInt8(0) AS flags, '' AS root, ${told('occurred_at')} AS reached`;
  const links =
    '(SELECT workspace, life, event_key, any(home) AS home, any(type) AS type, any(outcome) AS outcome, ' +
    'any(occurred_at) AS occurred_at, sum(sign) AS net FROM event_links WHERE workspace = {workspace:UInt32} ' +
    'GROUP BY workspace, life, event_key)';
  const out = `(SELECT life, event_key FROM ${links} WHERE net < 0)`;
  return (
    `SELECT * FROM ${resolved(world, 'events', own, `t.workspace = {workspace:UInt32} AND t.life IN {specialStored:Array(UInt128)}${only} AND (t.life, t.event_key) NOT IN ${out}`)} ` +
    `WHERE ${until(world, 'reached')} UNION ALL ` +
    `SELECT * FROM ${resolved(world, links, linked, `t.net > 0${only}`)} ` +
    `WHERE ${until(world, 'reached')}`
  );
};

/** The same of orders whose facts must be netted: what is taken back does not count, a believable clock goes first. */
const fromEvents = (
  world: World,
  roots: readonly string[],
  stages: readonly Progress[],
  only: string,
): string => {
  const counts = (progress: Progress): string =>
    `type IN (${quoted(typesReaching(progress))}) AND outcome = 'ok' AND event_key NOT IN {takenBack:Array(UInt128)}`;
  const sure = (progress: Progress): string => `minOrNullIf(reached, flags = 0 AND ${counts(progress)})`;
  const milestone = (progress: Progress): string =>
    `ifNull(${sure(progress)}, minOrNullIf(reached, ${counts(progress)})) AS ${column(progress)}`;
  const unsure = stages.map(
    (progress) => `bitShiftLeft(toUInt16(isNull(${sure(progress)})), ${PROGRESS.indexOf(progress)})`,
  );
  return (
    `SELECT one AS life, min(if(root = '', 255, toUInt8(indexOf([${quoted(roots)}], root)))) AS root_rank, ` +
    `min(reached) AS first_at, max(reached) AS last_at, ${stages.map((each) => `${milestone(each)}, `).join('')}` +
    `toUInt16(${['0', ...unsure].join(' + ')}) AS unsure FROM (${specialFacts(world, only)}) GROUP BY one`
  );
};

/**
 * One row per order: `life` (the id it goes by), `root_rank` (from 1 in `roots`), `first_at`, `last_at`, `<progress>_at`
 * for each of `stages` (first reached, null if not), and `unsure`, a bit per progress whose instant may not be measured
 * by. `lives`: SQL list of the stored ids to look at; all without it.
 */
export const orderFacts = (
  world: World,
  roots: readonly string[],
  stages: readonly Progress[],
  lives?: string,
): string => {
  const only = lives === undefined ? '' : ` AND t.life IN ${lives}`;
  const plain = fromLives(world, stages, only);
  if (world.joins.special.size === 0) return plain;
  return `${plain} UNION ALL ${fromEvents(world, roots, stages, only)}`;
};

/** Furthest progress of a row of `orderFacts`, '' if none. */
export const PROGRESS_OF = `multiIf(${[...PROGRESS]
  .reverse()
  .map((progress) => `isNotNull(${column(progress)}), '${progress}'`)
  .join(', ')}, '')`;
/** Whether a row of `orderFacts` is open: not delivered, closed or cancelled. */
export const IS_OPEN = '(isNull(delivered_at) AND isNull(closed_at) AND isNull(cancelled_at))';
/** Whether the instant of `progress` may be measured by. */
export const isSure = (progress: Progress): string =>
  `(isNotNull(${column(progress)}) AND NOT bitTest(unsure, ${PROGRESS.indexOf(progress)}))`;
/** SQL column of `orderFacts` that holds when `progress` was first reached. */
export const milestoneColumn = column;
