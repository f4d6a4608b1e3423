import type { Order } from '@throughline/contracts';
import type { ReactNode } from 'react';
import { formatMoney } from '../../ui/format/money.ts';
import { counted, inWordsFirst } from '../../ui/format/words.ts';
import { StateWord } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import { Unknown } from '../../ui/values.tsx';
import { headline } from './headline.ts';
import { type Life, openHolds } from './life.ts';

const HEALTH_WORDS = { on_track: 'On track', at_risk: 'At risk', breached: 'Breached', unknown: 'Unknown' };

/** The finding, the three axes, and the money. */
export function OrderHead({ order, at }: { order: Order; at: number }) {
  const life = order.lifecycle;
  const placed = life.milestones.find((each) => each.progress === 'placed');
  const broken = life.clocks.filter(
    (clock) => clock.state === 'breached' || clock.state === 'met_late',
  ).length;
  const held = openHolds(life);
  const health = life.open || life.health !== 'on_track' ? life.health : 'ok';
  const word =
    health === 'ok' ? 'Done' : `${HEALTH_WORDS[health]}${broken > 0 ? `, ${counted(broken, 'clock')}` : ''}`;
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-32 gap-y-20 px-16 pt-20 pb-20">
      <div className="min-w-0 flex-1 basis-[420px]">
        <h1 className="max-w-[44ch] text-page font-finding text-balance">
          {headline(life, at)
            .split(/(\S+\/\S+)/)
            .map((part, index) =>
              index % 2 === 1 ? (
                <span key={part + String(index)} className="whitespace-nowrap">
                  {part}
                </span>
              ) : (
                part
              ),
            )}
        </h1>
        <dl className="mt-16 flex flex-wrap gap-x-24 gap-y-12">
          <Fact name="Progress">
            {life.progress ? (
              <span className="font-strong">
                {life.partial ? `Partly ${life.progress}` : inWordsFirst(life.progress)}
                {life.assumed && ` (${life.assumed.progress} is assumed after ${life.assumed.afterDays} d)`}
              </span>
            ) : (
              <Unknown why="no milestone was reported" />
            )}
          </Fact>
          <Fact name="Health">
            <StateWord state={health} word={word} />
          </Fact>
          <Fact name="Blocked">
            {life.blocked ? (
              <StateWord state="blocked" word={counted(held.length, 'hold')} />
            ) : (
              <span className="text-ink-2">Not now</span>
            )}
          </Fact>
          <Fact name="Ordered">
            {placed ? (
              <Time iso={placed.occurredAt} now={at} precision={placed.timePrecision} full />
            ) : (
              <Unknown why="no system said when it was placed" />
            )}
          </Fact>
          {life.lastAt && (
            <Fact name="Last heard">
              <Time iso={life.lastAt} now={at} full />
            </Fact>
          )}
        </dl>
      </div>
      <MoneyTiles life={life} />
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-meta text-ink-3">{name}</dt>
      <dd className="mt-2">{children}</dd>
    </div>
  );
}

const STAGES = [
  ['ordered', 'Ordered'],
  ['authorized', 'Authorised'],
  ['captured', 'Captured'],
  ['invoiced', 'Invoiced'],
  ['refunded', 'Refunded'],
] as const;

/** The order's money by stage in its shop currency; a stage that nobody reported is unknown, not zero. */
function MoneyTiles({ life }: { life: Life }) {
  const currency = life.money.find((row) => row.stage === 'ordered')?.currency ?? life.money[0]?.currency;
  const of = (stage: string) => life.money.filter((row) => row.stage === stage && row.currency === currency);
  const more = new Set(life.money.map((row) => row.currency)).size - 1;
  return (
    <div className="max-tablet:w-full">
      <dl className="flex flex-wrap rounded-panel border border-hair max-tablet:grid max-tablet:grid-cols-3">
        {STAGES.map(([stage, name]) => {
          const rows = of(stage);
          const row = rows.find((each) => each.basis === 'shop') ?? rows[0];
          return (
            <div
              key={stage}
              className="min-w-[92px] border-hair px-12 py-8 text-right not-first:border-l max-tablet:!border-l-0"
            >
              <dt className="text-meta text-ink-3">{name}</dt>
              <dd className="whitespace-nowrap font-finding">
                {row && currency ? (
                  formatMoney(row.total, currency)
                ) : (
                  <Unknown why={`nobody reported what was ${stage}`} />
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {more > 0 && (
        <p className="mt-6 text-right text-meta text-ink-3">
          and in {counted(more, 'more currency', 'more currencies')}, below
        </p>
      )}
    </div>
  );
}
