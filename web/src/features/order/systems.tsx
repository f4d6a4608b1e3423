import clsx from 'clsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { formatMoney, formatNumber } from '../../ui/format/money.ts';
import { counted, countedFirst, inWords, inWordsFirst } from '../../ui/format/words.ts';
import { Scroll } from '../../ui/scroll.tsx';
import { Section } from '../../ui/section.tsx';
import { StateWord } from '../../ui/state.tsx';
import { SystemName } from '../../ui/system.tsx';
import { Time } from '../../ui/time.tsx';
import { Id } from '../../ui/values.tsx';
import { type Life, openDisagreements, type SystemLife } from './life.ts';

/** What each system says, side by side, and where two of them differ. */
export function Systems({ life, at }: { life: Life; at: number }) {
  const apart = openDisagreements(life);
  const waiting = life.disagreements.length - apart.length;
  const title = `${countedFirst(life.systems.length, 'system')}, ${apart.length === 0 ? 'no disagreement' : counted(apart.length, 'disagreement')}`;
  const names = life.systems.map((system) => system.source);
  const columns = { gridTemplateColumns: `repeat(${Math.max(1, names.length)}, minmax(148px, 1fr))` };
  return (
    <Section
      id="systems"
      title={title}
      aside={waiting > 0 ? `${counted(waiting, 'difference')} still within the time allowed` : undefined}
      className="border-t border-hair"
    >
      <Scroll label="Status by system">
        <ul className="grid max-tablet:!grid-cols-1" style={columns}>
          {life.systems.map((system) => (
            <System
              key={system.source}
              system={system}
              bad={apart.some((each) => each.follower === system.source)}
              at={at}
            />
          ))}
        </ul>
        {apart.map((each) => (
          <Bracket key={`${each.domain}${each.object}${each.follower}`} each={each} names={names} at={at} />
        ))}
      </Scroll>
    </Section>
  );
}

function partOf({ part }: SystemLife): string | undefined {
  if (!part) return undefined;
  return /^[A-Z]{3}$/.test(part.unit)
    ? `${formatMoney(part.done, part.unit)} of ${formatMoney(part.of, part.unit)}`
    : `${formatNumber(part.done)} of ${formatNumber(part.of)} ${part.unit}`;
}

function System({ system, bad, at }: { system: SystemLife; bad: boolean; at: number }) {
  const state = inWordsFirst(system.state);
  const failing = system.failing;
  return (
    <li className="min-w-0 pr-12 not-first:border-l not-first:border-hair not-first:pl-12 max-tablet:grid max-tablet:grid-cols-[1fr_auto] max-tablet:items-baseline max-tablet:gap-x-12 max-tablet:!border-l-0 max-tablet:border-b max-tablet:border-hair max-tablet:py-8 max-tablet:!pr-0 max-tablet:!pl-0">
      <SystemName source={system.source} />
      <p className="mt-8 font-finding max-tablet:mt-0 max-tablet:text-right">
        {failing || bad ? <StateWord state="breached" word={state} strong /> : state}
      </p>
      <p className="text-meta text-ink-3 max-tablet:order-4 max-tablet:text-right">
        {partOf(system) ? `${partOf(system)}, ` : ''}
        <Time iso={system.lastSpokeAt} now={at} />
      </p>
      {failing && (
        <p className="mt-4 text-meta text-breach-text max-tablet:order-5 max-tablet:col-span-2">
          {inWords(failing.fact.type)}:{' '}
          {[failing.code, failing.message].filter(Boolean).join(' ') || failing.class}
        </p>
      )}
      <div className="mt-6 text-meta max-tablet:order-3 max-tablet:mt-0">
        {system.keys.map((key) => (
          <div key={`${key.namespace}${key.value}`}>
            <Id value={key.value} />
          </div>
        ))}
        {system.decides.length > 0 && (
          <p className="text-axis text-ink-3 max-tablet:hidden">
            decides {system.decides.map(inWords).join(', ')}
          </p>
        )}
      </div>
    </li>
  );
}

function Bracket({ each, names, at }: { each: Life['disagreements'][number]; names: string[]; at: number }) {
  const ends = [names.indexOf(each.authority), names.indexOf(each.follower)].sort((a, b) => a - b);
  const column = 100 / names.length;
  const [from = 0, to = 0] = ends;
  const span = { marginLeft: `${from * column}%`, width: `${Math.max(column * (to - from), column / 2)}%` };
  const says =
    each.followerSays === null
      ? `${each.follower} says nothing of it`
      : `${each.follower} says ${inWords(each.followerSays)}`;
  return (
    <div className="mt-8">
      <div aria-hidden="true" className="relative ml-4 h-12 max-tablet:hidden" style={span}>
        <div className="absolute inset-x-0 top-0 h-8 rounded-b-cell border-x-[1.5px] border-b-[1.5px] border-breach" />
        <NotEqual className="absolute top-0 left-1/2 -translate-x-1/2" />
      </div>
      <p className="mt-6">
        <span className="mr-6 inline-block align-middle tablet:hidden">
          <NotEqual />
        </span>
        <span className="font-finding text-breach-text">
          Disagree on {each.object ?? inWords(each.domain)} for {formatDuration(at - Date.parse(each.since))}.
        </span>{' '}
        <span className="text-ink-2">
          {each.authority} says {inWords(each.authoritySays)}; {says}.{' '}
          {each.decided
            ? `${each.authority} decides ${inWords(each.domain)}`
            : 'Neither is the authority; the first to speak is taken as right'}
          {each.allowedMs === null
            ? ''
            : `, and the other should follow within ${formatDuration(each.allowedMs)}`}
          .
        </span>
      </p>
    </div>
  );
}

const NotEqual = ({ className = '' }: { className?: string }) => (
  <span
    aria-hidden="true"
    className={clsx(
      'inline-flex h-16 min-w-20 items-center justify-center rounded-tag bg-breach text-axis font-finding text-surface',
      className,
    )}
  >
    ≠
  </span>
);
