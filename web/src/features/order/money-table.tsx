import { formatMoney } from '../../ui/format/money.ts';
import { capital, inWords } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import type { Life } from './life.ts';

type MoneyRow = Life['money'][number];
type Component = MoneyRow['components'][number];

const STAGES = ['ordered', 'authorized', 'captured', 'invoiced', 'refunded', 'credited'] as const;
const STAGE_NAMES: Record<(typeof STAGES)[number], string> = {
  ordered: 'Ordered',
  authorized: 'Authorised',
  captured: 'Captured',
  invoiced: 'Invoiced',
  refunded: 'Refunded',
  credited: 'Credited',
};

const nameOf = ({ component, tender }: Component) =>
  [component === null ? 'not broken down' : inWords(component), tender && inWords(tender)]
    .filter(Boolean)
    .join(', ');

function title(money: readonly MoneyRow[]): string {
  const total = (stage: string) =>
    money.find((row) => row.stage === stage && row.basis === 'shop') ??
    money.find((row) => row.stage === stage);
  const ordered = total('ordered');
  const taken = total('captured') ?? total('authorized');
  if (!ordered)
    return taken
      ? `${formatMoney(taken.total, taken.currency)} ${taken.stage === 'captured' ? 'captured' : 'authorised'}; what was ordered is not known`
      : 'No money was reported';
  if (!taken) return `${formatMoney(ordered.total, ordered.currency)} ordered; no payment was reported`;
  const word = taken.stage === 'captured' ? 'captured' : 'authorised';
  if (taken.currency !== ordered.currency)
    return `Ordered in ${ordered.currency}, ${word} in ${taken.currency}`;
  return Number(taken.total) === Number(ordered.total)
    ? `All of ${formatMoney(ordered.total, ordered.currency)} is ${word}`
    : `${formatMoney(taken.total, taken.currency)} of ${formatMoney(ordered.total, ordered.currency)} is ${word}`;
}

/** The money by component and tender, stage by stage; one table per currency and basis, never summed across them. */
export function MoneyTable({ life }: { life: Life }) {
  const groups = Map.groupBy(life.money, (row) => `${row.currency} ${row.basis}`);
  return (
    <Section id="money" title={title(life.money)}>
      {life.money.length === 0 && (
        <p className="text-ink-2">No system sent an amount for this order so far.</p>
      )}
      {[...groups].map(([name, rows]) => (
        <Group key={name} rows={rows} />
      ))}
    </Section>
  );
}

function Group({ rows }: { rows: MoneyRow[] }) {
  const first = rows[0];
  if (!first) return null;
  const stages = STAGES.filter((stage) => rows.some((row) => row.stage === stage));
  const of = (stage: string) => rows.find((row) => row.stage === stage);
  const names = [...new Set(rows.flatMap((row) => row.components.map(nameOf)))];
  const amount = (stage: string, name: string) =>
    of(stage)?.components.find((each) => nameOf(each) === name)?.amount;
  return (
    <div className="mb-12">
      <Table label={`Money in ${first.currency}, ${first.basis} basis`}>
        <thead>
          <tr>
            <Head>
              {first.currency}, {first.basis} basis
            </Head>
            {stages.map((stage) => (
              <Head end key={stage}>
                {STAGE_NAMES[stage]}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <Data className="text-body">{capital(name)}</Data>
              {stages.map((stage) => {
                const value = amount(stage, name);
                return (
                  <Data end key={stage}>
                    {value === undefined ? (
                      <span className="text-ink-3">–</span>
                    ) : (
                      formatMoney(value, first.currency)
                    )}
                  </Data>
                );
              })}
            </tr>
          ))}
          <tr>
            <Data className="text-body font-finding">Total</Data>
            {stages.map((stage) => (
              <Data end key={stage} className="font-finding">
                {formatMoney(of(stage)?.total ?? '0', first.currency)}
              </Data>
            ))}
          </tr>
        </tbody>
      </Table>
    </div>
  );
}
