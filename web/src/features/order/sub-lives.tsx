import { formatMoney } from '../../ui/format/money.ts';
import { countedFirst, inWords, inWordsFirst } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { Id, Unknown } from '../../ui/values.tsx';
import type { Life } from './life.ts';

/** Returns, refunds, exchanges, disputes and tickets of the order. */
export function SubLives({ life, at }: { life: Life; at: number }) {
  if (life.subLives.length === 0) return null;
  const open = life.subLives.filter((each) => each.open).length;
  const title = `${countedFirst(life.subLives.length, 'return, refund, dispute or ticket', 'returns, refunds, disputes and tickets')}, ${open === 0 ? 'none' : open} open`;
  return (
    <Section id="sub-lives" title={title} className="border-t border-hair">
      <Table label="Returns, refunds, exchanges, disputes and tickets">
        <thead>
          <tr>
            <Head>Kind</Head>
            <Head>Id</Head>
            <Head>State</Head>
            <Head end>Opened</Head>
            <Head end>Ended</Head>
            <Head end>Money</Head>
          </tr>
        </thead>
        <tbody>
          {life.subLives.map((each) => (
            <tr key={each.kind + each.id}>
              <Data strong>{inWordsFirst(each.kind)}</Data>
              <Data>
                <Id value={each.id} />
              </Data>
              <Data>{inWords(each.state)}</Data>
              <Data end>
                <Time iso={each.openedAt} now={at} full />
              </Data>
              <Data end>{each.endedAt ? <Time iso={each.endedAt} now={at} full /> : 'open'}</Data>
              <Data end>
                {each.amounts.length > 0 ? (
                  each.amounts.map((sum) => formatMoney(sum.amount, sum.currency)).join(' + ')
                ) : (
                  <Unknown why="no amount was sent" />
                )}
              </Data>
            </tr>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}
