import { kindOf, systemColour } from '../../ui/system.tsx';
import type { Dot, DueMark, Label } from '../prepare/timeline-types.ts';

/** A due time: a hollow diamond with its band to now where nothing came, else a flag. */
export function Due({ due }: { due: DueMark }) {
  if (due.state === 'missing') {
    return (
      <g>
        <title>{due.title}</title>
        {due.bandTo !== null && (
          <g>
            <rect x={due.x} y={due.y - 4} width={due.bandTo - due.x} height="8" fill="var(--breach-tint)" />
            <path
              d={`M${due.x} ${due.y - 3.5}H${due.bandTo}M${due.x} ${due.y + 3.5}H${due.bandTo}`}
              stroke="var(--breach)"
            />
          </g>
        )}
        <path
          d={`M${due.x} ${due.y - 7}l7 7-7 7-7-7z`}
          fill="var(--surface)"
          stroke="var(--breach)"
          strokeWidth="1.4"
        />
      </g>
    );
  }
  const colour = due.state === 'kept' ? 'var(--n5)' : due.atRisk ? 'var(--risk)' : 'var(--ink-1)';
  return (
    <g>
      <title>{due.title}</title>
      <path
        d={`M${due.x} ${due.y - 16}V${due.y + 16}`}
        stroke={colour}
        strokeWidth="1.3"
        strokeDasharray="3 2"
      />
      <path d={`M${due.x} ${due.y - 16}h8l-2 3 2 3h-8z`} fill={colour} />
    </g>
  );
}

/** When it happened, with its tail to when we saw it; a diamond if it failed, hollow if it was taken back. */
export function DotMark({
  dot,
  first,
  selected,
  onOpen,
}: {
  dot: Dot;
  first: boolean;
  selected: boolean;
  onOpen: (eventKey: string) => void;
}) {
  const colour = systemColour(kindOf(dot.source));
  const open = () => onOpen(dot.key);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a shape in a drawing cannot be a button element
    <g
      role="button"
      aria-label={dot.title}
      aria-pressed={selected}
      tabIndex={first ? 0 : -1}
      data-dot
      onClick={open}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        open();
      }}
      className="cursor-pointer focus:outline-none [&:focus-visible_.ring]:stroke-ink-1"
    >
      <title>{dot.title}</title>
      {dot.seenX - dot.x > 5 && (
        <path
          d={dot.seenBeyond ? `M${dot.x} ${dot.y}H${dot.seenX}` : `M${dot.x} ${dot.y}H${dot.seenX}m0 -4v8`}
          stroke={colour}
          strokeWidth="2"
          strokeDasharray={dot.seenBeyond ? '1.5 2.5' : undefined}
        />
      )}
      <circle cx={dot.x} cy={dot.y} r="12" fill="transparent" />
      <circle
        className="ring"
        cx={dot.x}
        cy={dot.y}
        r="8"
        fill="none"
        stroke={selected ? 'var(--ink-1)' : 'transparent'}
        strokeWidth="2"
      />
      {dot.failed ? (
        <path
          d={`M${dot.x} ${dot.y - 6}l6 6-6 6-6-6z`}
          fill="var(--breach)"
          stroke="var(--surface)"
          strokeWidth="1.5"
        />
      ) : (
        <circle
          cx={dot.x}
          cy={dot.y}
          r="5"
          fill={dot.takenBack ? 'var(--surface)' : colour}
          stroke={dot.takenBack ? colour : 'var(--surface)'}
          strokeWidth="1.5"
        />
      )}
    </g>
  );
}

const TONES = { plain: 'var(--ink-2)', bad: 'var(--breach-text)', quiet: 'var(--ink-3)' };

/** A few words on the drawing, readable over any line. */
export function Words({ label }: { label: Label }) {
  return (
    <text
      x={label.x}
      y={label.y}
      textAnchor={label.anchor}
      fontSize="11"
      fontWeight={label.tone === 'bad' ? 600 : 400}
      fill={TONES[label.tone]}
      stroke="var(--surface)"
      strokeWidth="3"
      paintOrder="stroke"
      strokeLinejoin="round"
      pointerEvents="none"
    >
      {label.text}
    </text>
  );
}
