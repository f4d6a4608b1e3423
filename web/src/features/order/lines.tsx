import { formatMoney, formatNumber } from '../../ui/format/money.ts';
import { capital, counted, countedFirst, inWordsFirst } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import { Id, Unknown } from '../../ui/values.tsx';
import { addDecimals } from './add.ts';
import type { Life, Line } from './life.ts';

const COLUMNS = 4;

/** A shipment's short name: its number among several, and where it leaves from. */
function nameOf(shipment: Life['shipments'][number], all: Life['shipments']): string {
  const from = shipment.node ?? shipment.sources[0]?.split('/')[1] ?? 'shipped';
  return all.length > 1 ? `${all.indexOf(shipment) + 1} ${from}` : from;
}

function linesTitle({ lines, shipments }: Life): string {
  if (lines.length === 0) return 'No line was sent with this order';
  const sum = (pick: (line: Line) => string | null) => addDecimals(lines.flatMap((line) => pick(line) ?? []));
  const [ordered, left] = [sum((line) => line.ordered), sum((line) => line.toShip)];
  const pieces = Number.isInteger(Number(ordered))
    ? countedFirst(Number(ordered), 'piece')
    : `${formatNumber(ordered)} units`;
  const where = shipments.length > 0 ? ` in ${counted(shipments.length, 'shipment')}` : '';
  return `${pieces}${where}, ${Number(left) === 0 ? 'none' : formatNumber(left)} left to ship`;
}

/** What was ordered, line by line, and in which shipment it went. */
export function Lines({ life }: { life: Life }) {
  const { lines, shipments } = life;
  const shown = shipments.slice(0, COLUMNS);
  const currency = lines.flatMap((line) => line.amounts)[0]?.currency;
  return (
    <Section
      id="lines"
      title={linesTitle(life)}
      aside={shipments.length > COLUMNS ? `first ${COLUMNS} of ${shipments.length} shipments` : undefined}
    >
      {lines.length === 0 ? (
        <p className="text-ink-2">
          Its source did not say what was ordered, so that pieces cannot be followed.
        </p>
      ) : (
        <Table label="Lines">
          <thead>
            <tr>
              <Head>
                <span className="sr-only">Line</span>
              </Head>
              <Head>Item</Head>
              <Head>Stage</Head>
              <Head end>Pieces</Head>
              {shown.map((shipment) => (
                <Head end key={shipment.id}>
                  {nameOf(shipment, shipments)}
                </Head>
              ))}
              <Head end>To ship</Head>
              <Head end>Ordered{currency ? ` ${currency}` : ''}</Head>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Row key={line.line} line={line} shipments={shown} currency={currency} />
            ))}
          </tbody>
        </Table>
      )}
      <Shipments shipments={shipments} />
    </Section>
  );
}

function Row({
  line,
  shipments,
  currency,
}: {
  line: Line;
  shipments: Life['shipments'];
  currency: string | undefined;
}) {
  const sum = line.amounts.filter(
    (each) => each.currency === currency && each.basis === (line.amounts[0]?.basis ?? 'shop'),
  );
  return (
    <tr>
      <Data className="text-ink-3">{line.line}</Data>
      <Data className="min-w-[148px]">
        <span className="text-body">
          {line.name ??
            (line.sku ? <Id value={line.sku} /> : <Unknown why="neither name nor SKU was sent" />)}
        </span>
        {line.name && line.sku && (
          <span className="block text-ink-3">
            <Id value={line.sku} />
          </span>
        )}
      </Data>
      <Data>
        <span className="flex items-center gap-6 whitespace-nowrap text-ink-2">
          {line.blocked && <StateMark state="blocked" label="Blocked" />}
          {line.progress ? (
            `${line.partial ? 'partly ' : ''}${inWordsFirst(line.progress).toLowerCase()}`
          ) : (
            <Unknown why="nothing was reported" />
          )}
        </span>
      </Data>
      <Data end>
        {line.ordered === null ? (
          <Unknown why="nobody who takes orders listed this line" />
        ) : (
          formatNumber(line.ordered)
        )}
      </Data>
      {shipments.map((shipment) => {
        const part = line.shipments.find((each) => each.shipment === shipment.id);
        return (
          <Data end strong key={shipment.id}>
            {part ? formatNumber(part.quantity) : <span className="font-regular text-ink-3">–</span>}
          </Data>
        );
      })}
      <Data end>
        {line.toShip === null ? <Unknown why="what was ordered is not known" /> : formatNumber(line.toShip)}
      </Data>
      <Data end>
        {sum.length > 0 && currency ? (
          formatMoney(addDecimals(sum.map((each) => each.amount)), currency)
        ) : (
          <Unknown why="no amount was sent" />
        )}
      </Data>
    </tr>
  );
}

function Shipments({ shipments }: { shipments: Life['shipments'] }) {
  if (shipments.length === 0) return null;
  return (
    <ul className="mt-8 flex flex-col gap-2 text-meta text-ink-2">
      {shipments.map((shipment) => (
        <li key={shipment.id}>
          {capital(nameOf(shipment, shipments))}
          {shipment.ids.length > 0 && (
            <>
              {' '}
              <Id value={shipment.id} />
            </>
          )}
          {shipment.carrier && ` by ${shipment.carrier}`}
          {shipment.trouble && <span className="text-breach-text">, {shipment.trouble.kind}</span>}
          {shipment.implied && ': taken to carry all that was left, as no system listed its lines'}
        </li>
      ))}
    </ul>
  );
}
