'use client';
import { useQuery } from '@tanstack/react-query';
import type { Order } from '@throughline/contracts';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { counted } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { StateMark } from '../../ui/state.tsx';
import { kindOf, systemColour } from '../../ui/system.tsx';
import { Time } from '../../ui/time.tsx';
import { Id, Tag } from '../../ui/values.tsx';
import { catalogQuery } from '../orders/queries.ts';
import { CutDialog } from './cut-dialog.tsx';
import type { IdentityKey } from './life.ts';

type Facts = Order['identity'];

const ROLES = ['identity', 'part', 'shared', 'weak'];
const JOINS = new Set(['identity', 'part']);

/** Keys that join first, in the order they came; a weak value that several systems show is one row. */
function arranged(keys: readonly IdentityKey[]): IdentityKey[] {
  const rows = new Map<string, IdentityKey>();
  for (const key of keys) {
    const name = `${key.namespace} ${key.value} ${key.role === 'weak' ? '' : key.scope}`;
    const row = rows.get(name);
    rows.set(name, row ? { ...row, scope: '' } : key);
  }
  return [...rows.values()].sort(
    (a, b) => ROLES.indexOf(a.role) - ROLES.indexOf(b.role) || a.occurredAt.localeCompare(b.occurredAt),
  );
}

/** Why these events are one order: the keys as a tree, joins, conflicts, and the way to cut a join. */
export function Identity({ order, at }: { order: Order; at: number }) {
  const { identity } = order;
  const [cutting, setCutting] = useState(false);
  const labels = new Map(
    (useQuery(catalogQuery).data?.namespaces ?? []).map((each) => [each.namespace, each.label]),
  );
  const keys = arranged(identity.keys);
  const weak = [
    ...new Set(
      keys.filter((key) => key.role === 'weak').map((key) => labels.get(key.namespace) ?? key.namespace),
    ),
  ];
  return (
    <Section
      id="identity"
      title={identity.finding}
      aside={weak.length > 0 ? `${weak.join(', ')}: weak, not used` : undefined}
    >
      <ul>
        {keys.map((key, index) => (
          <KeyRow
            key={key.namespace + key.value + key.scope}
            each={key}
            first={index === 0}
            last={!keys.slice(index + 1).some((other) => JOINS.has(other.role))}
            label={labels.get(key.namespace) ?? key.namespace}
            minted={key.firstEventKey === order.events[0]?.eventKey}
          />
        ))}
      </ul>
      <Joins identity={identity} at={at} />
      <Button
        className="mt-12"
        disabled={!keys.some((key) => JOINS.has(key.role))}
        onClick={() => setCutting(true)}
      >
        Cut a join…
      </Button>
      <CutDialog
        open={cutting}
        onClose={() => setCutting(false)}
        order={order}
        keys={keys.filter((key) => JOINS.has(key.role))}
        labels={labels}
      />
    </Section>
  );
}

function KeyRow({
  each,
  first,
  last,
  label,
  minted,
}: {
  each: IdentityKey;
  first: boolean;
  last: boolean;
  label: string;
  minted: boolean;
}) {
  const root = each.role === 'identity';
  const joins = JOINS.has(each.role);
  return (
    <li className="grid grid-cols-[36px_minmax(0,1fr)] items-stretch border-hair not-first:[&>*+*]:border-t [&>*+*]:border-hair">
      <div className="relative">
        <svg aria-hidden="true" width="36" height="100%" className="absolute inset-0 overflow-visible">
          {joins && (
            <g stroke="var(--n4)" strokeWidth="1.3" fill="none">
              {!first && <path d="M8 0V15" />}
              {!last && <line x1="8" y1="15" x2="8" y2="100%" />}
              {!root && <path d="M8 4Q8 15 19 15H22" />}
            </g>
          )}
          <circle
            cx={root ? 8 : 24}
            cy="15"
            r="4.5"
            fill={joins ? systemColour(kindOf(each.firstSource)) : 'var(--surface)'}
            stroke={joins ? 'var(--surface)' : systemColour(kindOf(each.firstSource))}
            strokeWidth="1.5"
          />
        </svg>
      </div>
      <div className="flex min-h-28 flex-wrap items-center gap-x-12 gap-y-2 py-4 text-meta">
        <span className="min-w-[112px]">{each.firstSource}</span>
        <span className="min-w-[104px] text-ink-3">{label}</span>
        <span className="min-w-[124px] max-w-full flex-[1_0_auto]">
          <Id value={each.value} strong />
          {each.scope && <span className="text-ink-3"> in {each.scope}</span>}
        </span>
        <Tag>{each.role}</Tag>
        <span className="text-ink-3">
          {minted && root && first ? 'minted the life' : `in ${counted(each.events, 'event')}`}
        </span>
      </div>
    </li>
  );
}

function Joins({ identity, at }: { identity: Facts; at: number }) {
  const { joins, conflicts, cuts, links } = identity;
  if (joins.length + conflicts.length + cuts.length + links.length === 0) return null;
  return (
    <ul className="mt-12 flex flex-col gap-6 border-t border-hair pt-12 text-meta text-ink-2">
      {joins.map((join) => (
        <li key={join.loser + join.value}>
          {join.standing ? 'Joined' : 'No longer joined'}: <Id value={join.loser} /> reads as this order by{' '}
          {join.namespace} <Id value={join.value} />, since <Time iso={join.observedAt} now={at} />.
        </li>
      ))}
      {conflicts
        .filter((each) => each.standing)
        .map((each) => (
          <li key={each.namespace + each.value} className="flex items-baseline gap-6">
            <StateMark state="at_risk" label="Conflict" />
            <span>
              {each.namespace} <Id value={each.value} /> only links: {each.reason}.
            </span>
          </li>
        ))}
      {cuts
        .filter((each) => each.standing)
        .map((each) => (
          <li key={each.namespace + each.value}>
            {each.by} cut {each.namespace} <Id value={each.value} /> <Time iso={each.observedAt} now={at} />:{' '}
            {each.note}
          </li>
        ))}
      {links
        .filter((each) => each.standing)
        .map((each) => (
          <li key={each.eventKey + each.value}>
            Linked: {each.type} <Time iso={each.occurredAt} now={at} /> by {each.namespace}{' '}
            <Id value={each.value} />.
          </li>
        ))}
    </ul>
  );
}
