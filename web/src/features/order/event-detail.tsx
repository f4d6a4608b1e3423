'use client';
import { useQuery } from '@tanstack/react-query';
import type { Order } from '@throughline/contracts';
import { type ReactNode, useState } from 'react';
import { ApiError, describeFailure } from '../../client/failure.ts';
import { CopyButton } from '../../frame/copy-link.tsx';
import { Button } from '../../ui/button.tsx';
import { formatNumber } from '../../ui/format/money.ts';
import { Scroll } from '../../ui/scroll.tsx';
import { Time } from '../../ui/time.tsx';
import { Id } from '../../ui/values.tsx';
import { indentJson } from './indent-json.ts';
import type { OrderEvent } from './life.ts';
import { payloadQuery } from './queries.ts';

/** One event whole: its names, both times, why it is here, what it says; its bytes on request. */
export function EventDetail({ order, event, at }: { order: Order; event: OrderEvent; at: number }) {
  const attributes = Object.entries(event.attributes);
  const data = Object.fromEntries(
    Object.entries(event.data).filter(([name, value]) => name !== 'attributes' && !isEmpty(value)),
  );
  return (
    <div className="flex flex-col gap-12">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-16 gap-y-4 text-meta">
        <Fact name="Happened">
          <Time
            iso={event.occurredAt}
            now={at}
            precision={event.timePrecision}
            sourceZone={event.timeZone}
            full="exact"
          />
          {event.clockOutOfRange && <span className="text-risk-text"> by a clock that is out of range</span>}
        </Fact>
        <Fact name="Seen">
          <Time iso={event.observedAt} now={at} full="exact" />
        </Fact>
        <Fact name="Fact">
          <Id value={event.id} /> of <Id value={event.source} />
        </Fact>
        {event.why.map((why) => (
          <Fact key={why.text} name="Here because">
            {why.text}
          </Fact>
        ))}
        {event.corrects && (
          <Fact name="Takes back">
            <Id value={event.corrects} />
          </Fact>
        )}
        {event.causationId && (
          <Fact name="Caused by">
            <Id value={event.causationId} />
          </Fact>
        )}
        {event.error && (
          <Fact name="Error">
            <span className="text-breach-text">
              {[event.error.class, event.error.code, event.error.message, event.error.field]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </Fact>
        )}
        {attributes.length > 0 && (
          <Fact name="Attributes">{attributes.map(([name, value]) => `${name} ${value}`).join(', ')}</Fact>
        )}
      </dl>
      <Code label="What it says" text={indentJson(JSON.stringify(data))} />
      {event.hasPayload ? (
        <Payload id={order.correlationId} eventKey={event.eventKey} />
      ) : (
        <p className="text-meta text-ink-3">Its original bytes are not kept.</p>
      )}
    </div>
  );
}

const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <Scroll label={label} className="max-h-[320px] rounded-panel border border-hair bg-surface p-12">
      <pre className="font-mono text-meta">{text}</pre>
    </Scroll>
  );
}

/** The bytes as they came, unsealed only when asked: each opening is audited. */
function Payload({ id, eventKey }: { id: string; eventKey: string }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isError } = useQuery({ ...payloadQuery(id, eventKey), enabled: asked });
  if (!asked) {
    return (
      <div className="flex flex-wrap items-center gap-12">
        <Button onClick={() => setAsked(true)}>Open the original</Button>
        <span className="text-meta text-ink-3">It is sealed; opening it is written to the audit.</span>
      </div>
    );
  }
  if (isError) {
    const { happened, remedy } = describeFailure(error);
    const hidden = error instanceof ApiError && error.status === 403;
    return (
      <p role="alert" className="text-meta text-ink-2">
        {hidden
          ? 'Payloads are hidden from viewers. Ask an administrator for the role of operator.'
          : `${happened} ${remedy}`}
      </p>
    );
  }
  if (!data) return <p role="status">Opening…</p>;
  const json = /json/.test(data.contentType);
  const text = data.encoding === 'utf8' && json ? indentJson(data.body) : data.body;
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-wrap items-center gap-12 text-meta text-ink-3">
        <span>
          {data.contentType}, {formatNumber(data.bytes)} bytes
          {data.index > 0 && `, this fact is number ${data.index + 1} of its batch`}
          {data.encoding === 'base64' && ', not text: shown as base64'}
        </span>
        <CopyButton kind="bare" text={() => data.body}>
          Copy as it came
        </CopyButton>
      </div>
      <Code label="Original payload" text={text} />
    </div>
  );
}
