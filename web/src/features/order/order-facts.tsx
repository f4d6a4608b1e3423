'use client';
import type { Order } from '@throughline/contracts';
import { Clocks } from './clocks.tsx';
import { Events } from './events.tsx';
import { Findings } from './findings.tsx';
import { Holds } from './holds.tsx';
import { Identity } from './identity.tsx';
import { Lines } from './lines.tsx';
import { MoneyTable } from './money-table.tsx';
import { OrderHead } from './order-head.tsx';
import { Promises } from './promises.tsx';
import type { View } from './queries.ts';
import { SubLives } from './sub-lives.tsx';
import { Systems } from './systems.tsx';
import { TimelineSection } from './timeline-section.tsx';

const PAIR =
  'grid grid-cols-1 border-t border-hair desktop:grid-cols-2 [&>*+*]:border-hair max-desktop:[&>*+*]:border-t desktop:[&>*+*]:border-l';

/** Everything known of an order, the most urgent first. */
export function OrderFacts({
  id,
  order,
  view,
  selected,
  onSelect,
  onKnownAt,
}: {
  /** As the address names it. */
  id: string;
  order: Order;
  view: View;
  selected: string | undefined;
  onSelect: (eventKey: string | undefined) => void;
  onKnownAt: (knownAt: string | undefined) => void;
}) {
  const life = order.lifecycle;
  const at = Date.parse(order.asOf.at);
  return (
    <div className="pb-40">
      <OrderHead order={order} at={at} />
      <Systems life={life} at={at} />
      <TimelineSection
        id={id}
        order={order}
        view={view}
        selected={selected}
        onSelect={onSelect}
        onKnownAt={onKnownAt}
      />
      <Findings life={life} at={at} />
      <div className={PAIR}>
        <div>
          <Promises life={life} at={at} />
          <Clocks life={life} at={at} />
        </div>
        <div>
          <Lines life={life} />
          <MoneyTable life={life} />
        </div>
      </div>
      <Holds life={life} at={at} />
      <SubLives life={life} at={at} />
      <div className={PAIR}>
        <Identity order={order} at={at} />
        <Events order={order} at={at} selected={selected} onSelect={onSelect} />
      </div>
    </div>
  );
}
