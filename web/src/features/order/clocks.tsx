import { formatCountdown, formatDuration } from '../../ui/format/duration.ts';
import { counted, countedFirst } from '../../ui/format/words.ts';
import { Section } from '../../ui/section.tsx';
import { type State, StateMark } from '../../ui/state.tsx';
import { Data, Head, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import type { Life } from './life.ts';

type Clock = Life['clocks'][number];

const STATE: Record<Clock['state'], { state: State; word: string }> = {
  running: { state: 'on_track', word: 'Running' },
  at_risk: { state: 'at_risk', word: 'At risk' },
  met: { state: 'ok', word: 'Met' },
  breached: { state: 'breached', word: 'Breached' },
  met_late: { state: 'breached', word: 'Met late' },
  cancelled: { state: 'unknown', word: 'Cancelled' },
  paused: { state: 'blocked', word: 'Paused' },
  unknown: { state: 'unknown', word: 'Unknown' },
};

const FILL: Partial<Record<State, string>> = { breached: 'bg-breach', at_risk: 'bg-risk', unknown: 'hatch' };

function clocksTitle(clocks: readonly Clock[]): string {
  const broken = clocks.filter((clock) => clock.state === 'breached' || clock.state === 'met_late').length;
  const running = clocks.filter((clock) => clock.open && clock.state !== 'breached').length;
  if (broken > 0)
    return `${countedFirst(broken, 'clock')} broken${running > 0 ? `, ${counted(running, 'running', 'running')}` : ''}`;
  if (running > 0) return `${countedFirst(running, 'clock')} running, none broken`;
  return `${countedFirst(clocks.length, 'clock')}, none broken`;
}

/** Deadlines on the order: how much of each is gone, and what is left. */
export function Clocks({ life, at }: { life: Life; at: number }) {
  if (life.clocks.length === 0) return null;
  return (
    <Section id="clocks" title={clocksTitle(life.clocks)}>
      <Table label="Clocks">
        <thead>
          <tr>
            <Head>
              <span className="sr-only">State</span>
            </Head>
            <Head>Must happen</Head>
            <Head>Elapsed</Head>
            <Head end>Left</Head>
          </tr>
        </thead>
        <tbody>
          {life.clocks.map((clock) => (
            <Row key={clock.id + clock.line} clock={clock} at={at} />
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

function Row({ clock, at }: { clock: Clock; at: number }) {
  const { state, word } = STATE[clock.state];
  const start = Date.parse(clock.start.occurredAt);
  const span = Date.parse(clock.due) - start;
  const gone = (clock.stop ? Date.parse(clock.stop.occurredAt) : at) - start;
  const share = span <= 0 ? 1 : Math.max(0, Math.min(1, gone / span));
  const over = clock.leftMs < 0;
  return (
    <tr>
      <Data className="w-20">
        <StateMark state={state} label={word} />
      </Data>
      <Data>
        <span className="text-body">
          {clock.name}
          {clock.line && `, line ${clock.line}`}
        </span>
        <span className="block text-ink-3">
          {clock.stop ? `${word.toLowerCase()} by ${clock.stop.source}` : word.toLowerCase()}
        </span>
      </Data>
      <Data>
        <div className="relative h-6 w-[120px] bg-n2 max-tablet:w-[64px]">
          <div className={`h-full ${FILL[state] ?? 'bg-n5'}`} style={{ width: `${share * 100}%` }} />
          <div className="absolute -top-2 -right-[1px] h-[10px] w-2 bg-ink-1" />
        </div>
      </Data>
      <Data end>
        <span className={`block text-body font-strong ${over ? 'text-breach-text' : ''}`}>
          {clock.stop
            ? `${formatDuration(clock.leftMs)} ${over ? 'late' : 'early'}`
            : over
              ? `${formatDuration(clock.leftMs)} over`
              : formatCountdown(clock.leftMs)}
        </span>
        <span className="block text-ink-3">
          <Time iso={clock.due} now={at} />
        </span>
      </Data>
    </tr>
  );
}
