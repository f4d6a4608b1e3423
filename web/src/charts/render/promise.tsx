'use client';
import { useZone } from '../../ui/now.ts';
import { kindOf, systemColour } from '../../ui/system.tsx';
import { type PromiseInput, type PromiseModel, preparePromises } from '../prepare/promise.ts';
import { useWidth } from './measure.ts';

/** Promises as flags, what happened as a dot, and the time between them. */
export function PromiseChart(input: Omit<PromiseInput, 'zone' | 'width'>) {
  const zone = useZone();
  const [box, width] = useWidth<HTMLDivElement>();
  const model = width > 0 ? preparePromises({ ...input, zone, width }) : undefined;
  return (
    <div ref={box} className="min-h-[72px]">
      {model && <Drawing model={model} width={width} />}
    </div>
  );
}

function Drawing({ model, width }: { model: PromiseModel; width: number }) {
  const { height, ticks, rows, nowX } = model;
  const summary = rows.map((row) => `${row.name}: ${row.gap?.text ?? 'under way'}`).join('; ');
  return (
    <svg
      width={width}
      height={height}
      role="img"
      aria-label={summary}
      className="block overflow-visible"
      fontSize="11"
    >
      {ticks.map((tick) => (
        <g key={tick.x}>
          <path d={`M${tick.x} 20V${height}`} stroke="var(--hair)" />
          <text x={tick.x} y="11" textAnchor="middle" fill="var(--ink-3)">
            {tick.text}
          </text>
        </g>
      ))}
      {nowX !== null && <path d={`M${nowX} 16V${height}`} stroke="var(--ink-1)" strokeWidth="1.3" />}
      {rows.map((row) => (
        <Row key={row.name} row={row} />
      ))}
    </svg>
  );
}

function Row({ row }: { row: PromiseModel['rows'][number] }) {
  const { y, gap, dot } = row;
  return (
    <g>
      <text x="0" y={y + 4} fontSize="12" fill="var(--ink-1)" className="first-letter:uppercase">
        {row.name.charAt(0).toUpperCase() + row.name.slice(1)}
      </text>
      {gap && (
        <g>
          <rect
            x={gap.x1}
            y={y - 4}
            width={Math.max(1, gap.x2 - gap.x1)}
            height="8"
            fill={gap.late ? 'var(--breach)' : 'var(--n2)'}
          />
          <text
            x={(gap.x1 + gap.x2) / 2}
            y={y + 20}
            textAnchor="middle"
            fill={gap.late ? 'var(--breach-text)' : 'var(--ink-2)'}
            fontWeight={gap.late ? 600 : 400}
          >
            {gap.text}
          </text>
        </g>
      )}
      {row.flags.map((flag) => (
        <g key={flag.x}>
          <title>{flag.text}</title>
          <path
            d={`M${flag.x} ${y - 14}V${y + 10}`}
            stroke={flag.stands ? 'var(--ink-1)' : 'var(--n5)'}
            strokeWidth={flag.stands ? 2 : 1.3}
            strokeDasharray={flag.stands ? undefined : '3 2'}
          />
          {flag.stands && <path d={`M${flag.x} ${y - 14}h9l-2 3.5 2 3.5h-9z`} fill="var(--ink-1)" />}
        </g>
      ))}
      {dot && (
        <circle
          cx={dot.x}
          cy={y}
          r="5"
          fill={systemColour(kindOf(dot.source))}
          stroke="var(--surface)"
          strokeWidth="1.5"
        >
          <title>{dot.source}</title>
        </circle>
      )}
    </g>
  );
}
