'use client';
import { PromiseChart } from '../../charts/render/promise.tsx';
import { formatDuration } from '../../ui/format/duration.ts';
import { counted, inWords } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { type Life, mainPromise, type PromiseFact } from './life.ts';

function promiseTitle(life: Life): string {
  const promise = mainPromise(life);
  if (!promise) return 'No promise was given to the customer';
  const late = promise.lateByMs ?? 0;
  const thing = promise.kind === 'ship_by' ? 'Shipped' : promise.kind === 'pickup_by' ? 'Ready' : 'Delivered';
  switch (promise.state) {
    case 'met':
      return late === 0
        ? `${thing} exactly as promised`
        : `${thing} ${formatDuration(late)} before the promise`;
    case 'late':
      return `${thing} ${formatDuration(late)} after the promise`;
    case 'overdue':
      return `Not ${thing.toLowerCase()}, ${formatDuration(late)} past the promise`;
    case 'open':
      return `${formatDuration(late)} left to keep the promise`;
    case 'cancelled':
      return 'The promise fell away with the order';
    case 'unknown':
      return 'Whether the promise was kept is not known';
  }
}

const rowName = (promise: PromiseFact) =>
  `${inWords(promise.kind).replace(' by', '')}${promise.line === null ? '' : ` line ${promise.line}`}`;

/** What was promised, moved and kept: one line a promise, on one time axis. */
export function Promises({ life, at }: { life: Life; at: number }) {
  const moved = life.promises.filter((promise) => promise.fact.type === 'promise.changed').length;
  const rows = Map.groupBy(life.promises, rowName);
  return (
    <Section
      id="promises"
      title={promiseTitle(life)}
      aside={moved > 0 ? `moved ${counted(moved, 'time')}` : undefined}
    >
      {rows.size > 0 && (
        <PromiseChart
          rows={[...rows].map(([name, promises]) => ({
            name,
            promises: promises.map((promise) => ({
              due: Date.parse(promise.due),
              day: promise.duePrecision === 'day',
              by: promise.by,
              consent: promise.consent,
              stands: promise.roles.includes('latest'),
            })),
            actual: actualOf(promises),
            late: promises.some(
              (promise) =>
                promise.roles.includes('latest') && (promise.state === 'late' || promise.state === 'overdue'),
            ),
          }))}
          start={Date.parse(life.firstAt ?? life.judgedAt)}
          now={at}
          open={life.open}
        />
      )}
    </Section>
  );
}

const actualOf = (promises: PromiseFact[]) => {
  const said = promises.find((promise) => promise.actual)?.actual;
  return said ? { at: Date.parse(said.occurredAt), source: said.source } : null;
};
