import { formatDuration } from '../../ui/format/duration.ts';
import { countedFirst } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { StateWord } from '../../ui/state.tsx';
import { SystemName } from '../../ui/system.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Unknown } from '../../ui/values.tsx';
import { type Life, openHolds } from './life.ts';

/** Holds, in place and past. */
export function Holds({ life, at }: { life: Life; at: number }) {
  if (life.holds.length === 0) return null;
  const open = openHolds(life).length;
  const title = `${countedFirst(life.holds.length, 'hold')}, ${open === 0 ? 'none in place now' : `${open} in place now`}`;
  return (
    <Section id="holds" title={title} className="border-t border-hair">
      <Table label="Holds">
        <thead>
          <tr>
            <Head>State</Head>
            <Head>Reason</Head>
            <Head>By</Head>
            <Head>On</Head>
            <Head end>Placed</Head>
            <Head end>Released</Head>
            <Head end>Held</Head>
          </tr>
        </thead>
        <tbody>
          {life.holds.map((hold) => (
            <tr key={hold.holdId + hold.source}>
              <Data>
                {hold.released ? (
                  <span className="text-ink-2">Released</span>
                ) : (
                  <StateWord state="blocked" word="In place" />
                )}
              </Data>
              <Data strong>{hold.reason ?? <Unknown why="no reason was given" />}</Data>
              <Data>
                <SystemName source={hold.source} />
              </Data>
              <Data>{hold.line ? `line ${hold.line}` : (hold.fulfillment ?? `the ${hold.scope}`)}</Data>
              <Data end>
                {hold.placed ? (
                  <Time iso={hold.placed.occurredAt} now={at} full />
                ) : (
                  <Unknown why="only its release was reported" />
                )}
              </Data>
              <Data end>
                {hold.released ? <Time iso={hold.released.occurredAt} now={at} full /> : 'not yet'}
              </Data>
              <Data end>
                {hold.heldMs === null ? (
                  <Unknown why="its start is not known" />
                ) : (
                  formatDuration(hold.heldMs)
                )}
              </Data>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
