import { formatDuration } from '../../ui/format/duration.ts';
import { countedFirst, inWords } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state.tsx';
import { Time } from '../../ui/time.tsx';
import type { Life } from './life.ts';

const SAYS: Record<string, string> = {
  before_placed: 'happened before the order was placed',
  shipped_before_approved: 'shipped before the payment was approved',
  delivered_before_shipped: 'delivered before it was shipped',
  shipped_after_cancelled: 'shipped after it was cancelled',
  clock_out_of_range: 'the source’s clock was out of range',
  hold_released_unplaced: 'a hold was released that nobody had placed',
};

/** What the order of events shows to be wrong, and what was taken back. Nothing to say, nothing shown. */
export function Findings({ life, at }: { life: Life; at: number }) {
  const count = life.findings.length + life.corrections.length;
  if (count === 0) return null;
  return (
    <Section
      id="findings"
      title={countedFirst(count, 'fact does not fit', 'facts do not fit')}
      className="border-t border-hair"
    >
      <ul className="flex flex-col gap-6">
        {life.findings.map((each) => (
          <li key={each.code + each.fact.eventKey} className="flex items-baseline gap-8">
            <StateMark state="at_risk" label="Does not fit" />
            <span>
              {each.fact.source} {inWords(each.fact.type)} <Time iso={each.fact.occurredAt} now={at} full />:{' '}
              {SAYS[each.code]}
              {each.byMs !== null && `, by ${formatDuration(each.byMs)}`}.
            </span>
          </li>
        ))}
        {life.corrections.map((each) => (
          <li key={each.fact.eventKey} className="flex items-baseline gap-8">
            <StateMark state="unknown" label="Taken back" />
            <span>
              {each.fact.source} {inWords(each.fact.type)} <Time iso={each.fact.occurredAt} now={at} full />{' '}
              was taken back by {each.by.source} {inWords(each.by.type)}{' '}
              <Time iso={each.by.occurredAt} now={at} full />.
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
