import clsx from 'clsx';

export const STATES = ['on_track', 'ok', 'at_risk', 'breached', 'unknown', 'blocked'] as const;
export type State = (typeof STATES)[number];

const WORDS: Record<State, string> = {
  on_track: 'On track',
  ok: 'Met',
  at_risk: 'At risk',
  breached: 'Breached',
  unknown: 'Unknown',
  blocked: 'Blocked',
};

const TEXT: Record<State, string> = {
  on_track: 'text-ink-2',
  ok: 'text-ok-text',
  at_risk: 'text-risk-text',
  breached: 'text-breach-text',
  unknown: 'text-unknown-text',
  blocked: 'text-blocked-text',
};

const SHAPES: Record<State, React.ReactNode> = {
  on_track: (
    <g fill="none" stroke="var(--on-track)" strokeWidth="1.3">
      <circle cx="6" cy="6" r="4.9" />
      <path d="M6 2.6V6h3.4A3.4 3.4 0 0 0 6 2.6z" fill="var(--on-track)" stroke="none" />
    </g>
  ),
  ok: (
    <g fill="none" stroke="var(--ok)" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round">
      <circle cx="6" cy="6" r="4.9" />
      <path d="M3.9 6.1 5.4 7.6 8.2 4.6" />
    </g>
  ),
  at_risk: (
    <g>
      <path
        d="M6 .9 11.7 11H.3z"
        fill="var(--risk)"
        stroke="var(--risk)"
        strokeWidth=".6"
        strokeLinejoin="round"
      />
      <path d="M6 4.3v3.2" stroke="var(--surface)" strokeWidth="1.2" strokeLinecap="round" />
      <circle cx="6" cy="9.2" r=".7" fill="var(--surface)" />
    </g>
  ),
  breached: <path d="M6 .4 11.6 6 6 11.6 .4 6z" fill="var(--breach)" />,
  unknown: (
    <circle
      cx="6"
      cy="6"
      r="4.9"
      fill="none"
      stroke="var(--unknown)"
      strokeWidth="1.4"
      strokeDasharray="2.2 1.650"
    />
  ),
  blocked: (
    <g>
      <rect x=".6" y=".6" width="10.8" height="10.8" rx="2" fill="var(--blocked)" />
      <path d="M4.4 3.4v5.2M7.6 3.4v5.2" stroke="var(--surface)" strokeWidth="1.5" />
    </g>
  ),
};

/** The silhouette of a state, readable without colour. `label` names it where no word stands beside it. */
export function StateMark({
  state,
  size = 12,
  label,
}: {
  state: State;
  size?: 11 | 12 | 13 | 15;
  label?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 12 12"
      className="inline-block shrink-0"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {SHAPES[state]}
    </svg>
  );
}

/** A state as shape, word and colour. `word` replaces the plain name ("2 h 23 m over"). */
export function StateWord({
  state,
  word,
  strong = false,
}: {
  state: State;
  word?: string;
  strong?: boolean;
}) {
  return (
    <span className={clsx('inline-flex items-center gap-6', TEXT[state], strong && 'font-finding')}>
      <StateMark state={state} />
      {word ?? WORDS[state]}
    </span>
  );
}
