'use client';
import { type KeyboardEvent, useMemo } from 'react';
import { kindOf, systemColour } from '../../ui/system.tsx';
import { prepareTimeline } from '../prepare/timeline.ts';
import type { Lane, TimelineInput, TimelineModel } from '../prepare/timeline-types.ts';
import { useWidth } from './measure.ts';
import { DotMark, Due, Words } from './timeline-marks.tsx';

/** Draws an order's events in lanes. A dot leads to its event (`onOpen`); the arrow keys go from dot to dot. */
export function Timeline({
  input,
  selected,
  onOpen,
}: {
  input: Omit<TimelineInput, 'width'>;
  selected: string | undefined;
  onOpen: (eventKey: string) => void;
}) {
  const [box, width] = useWidth<HTMLDivElement>();
  const model = useMemo(() => (width > 0 ? prepareTimeline({ ...input, width }) : undefined), [input, width]);
  return (
    <div ref={box} className="min-h-[140px]">
      {model && <Drawing model={model} selected={selected} onOpen={onOpen} />}
    </div>
  );
}

function Drawing({
  model,
  selected,
  onOpen,
}: {
  model: TimelineModel;
  selected: string | undefined;
  onOpen: (eventKey: string) => void;
}) {
  const { width, height, top, lanes, now } = model;
  const arrows = (event: KeyboardEvent<SVGSVGElement>) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const dots = [...event.currentTarget.querySelectorAll<SVGElement>('[data-dot]')];
    const next = dots.indexOf(document.activeElement as unknown as SVGElement) + by;
    dots[Math.max(0, Math.min(dots.length - 1, next))]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing of buttons is no fieldset
    <svg
      width={width}
      height={height}
      role="group"
      aria-label={model.summary}
      onKeyDown={arrows}
      className="block overflow-visible"
    >
      {model.folds.map((fold) => (
        <g key={fold.x1}>
          <rect
            x={fold.x1}
            y={top}
            width={fold.x2 - fold.x1}
            height={height - top}
            fill="var(--n1)"
            opacity=".55"
          />
          <path
            d={`M${fold.x1} ${top}V${height}M${fold.x2} ${top}V${height}`}
            stroke="var(--n3)"
            strokeDasharray="1 3"
          />
        </g>
      ))}
      <Axis model={model} />
      <path d={`M0 ${top - 0.5}H${width}`} stroke="var(--hair)" />
      {lanes.map((lane, index) => (
        <LaneRow key={lane.source} lane={lane} model={model} last={index === lanes.length - 1} />
      ))}
      {model.holds.map((hold) => (
        <g key={`${hold.x1}${hold.y}`}>
          <title>{hold.title}</title>
          <rect
            x={hold.x1}
            y={hold.y - 5}
            width={Math.max(2, hold.x2 - hold.x1)}
            height="10"
            fill="var(--blocked)"
            opacity=".22"
          />
          <path d={`M${hold.x1} ${hold.y + 5}H${hold.x2}`} stroke="var(--blocked)" />
        </g>
      ))}
      {model.handOvers.map((path) => (
        <path key={path} d={path} fill="none" stroke="var(--n4)" strokeWidth="1" />
      ))}
      {now && <NowLine now={now} model={model} />}
      {model.dues.map((due) => (
        <Due key={due.title} due={due} />
      ))}
      {model.dots.map((dot, index) => (
        <DotMark
          key={dot.key}
          dot={dot}
          first={index === 0}
          selected={dot.key === selected}
          onOpen={onOpen}
        />
      ))}
      {model.labels.map((label) => (
        <Words key={`${label.x} ${label.y} ${label.text}`} label={label} />
      ))}
    </svg>
  );
}

function Axis({ model }: { model: TimelineModel }) {
  const base = model.top - 8;
  return (
    <g fontSize="11" fill="var(--ink-3)">
      {model.ticks.map((tick) =>
        tick.kind === 'day' ? (
          <text key={`day${tick.x}`} x={tick.x - 4} y={base - 15} fill="var(--ink-1)" fontWeight="500">
            {tick.text}
          </text>
        ) : (
          <text key={`${tick.kind}${tick.x}`} x={tick.x} y={base} textAnchor="middle">
            {tick.text}
          </text>
        ),
      )}
    </g>
  );
}

function LaneRow({ lane, model, last }: { lane: Lane; model: TimelineModel; last: boolean }) {
  const { narrow, width } = model;
  const colour = systemColour(kindOf(lane.source));
  const nameY = narrow ? lane.y - 30 : lane.y - 2;
  const edge = lane.y + (narrow ? 24 : 25);
  return (
    <g>
      <rect x="0" y={nameY - 9} width="3" height="12" fill={colour} />
      <text x="9" y={nameY + 1} fontSize="13" fill="var(--ink-1)">
        {lane.source}
      </text>
      <text
        x={narrow ? width - 4 : 9}
        y={narrow ? nameY + 1 : nameY + 15}
        textAnchor={narrow ? 'end' : 'start'}
        fontSize="11"
        fill="var(--ink-3)"
      >
        {lane.note}
      </text>
      <path d={`M${lane.x1} ${lane.y}H${lane.x2}`} stroke={colour} strokeWidth="1.3" opacity=".6" />
      {!last && <path d={`M0 ${edge + 0.5}H${width}`} stroke="var(--hair)" />}
    </g>
  );
}

function NowLine({
  now,
  model: { top, height, width },
}: {
  now: NonNullable<TimelineModel['now']>;
  model: TimelineModel;
}) {
  const half = now.text.length * 3.1 + 6;
  const middle = Math.min(Math.max(now.x, half), width - half);
  return (
    <g>
      <path d={`M${now.x} ${top}V${height}`} stroke="var(--ink-1)" strokeWidth="1.3" />
      <rect x={middle - half} y={top - 21} width={half * 2} height="18" rx="3" fill="var(--ink-1)" />
      <text
        x={middle}
        y={top - 8}
        textAnchor="middle"
        fontSize="11"
        fontWeight="600"
        fill="var(--ink-inverse)"
      >
        {now.text}
      </text>
    </g>
  );
}
