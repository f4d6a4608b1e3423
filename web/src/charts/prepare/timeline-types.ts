import type { Tick } from './axis.ts';

/** Instants are epoch milliseconds throughout. */
export type TimelineEvent = {
  key: string;
  source: string;
  label: string;
  occurredAt: number;
  observedAt: number;
  failed: boolean;
  takenBack: boolean;
};

/** Something that was, or is still, due in a lane. */
export type TimelineDue = {
  source: string;
  label: string;
  dueAt: number;
  /** `missing`: past due and not there; `ahead`: to come; `kept`: it came, early or late. */
  state: 'missing' | 'ahead' | 'kept';
  atRisk: boolean;
};

/** A stretch that a lane was held. `to` null: still. */
export type TimelineHold = { source: string; label: string; from: number; to: number | null };

export type TimelineInput = {
  events: readonly TimelineEvent[];
  due: readonly TimelineDue[];
  holds: readonly TimelineHold[];
  /** Pairs of event keys: what one system did, the other took up. */
  handOvers: readonly (readonly [string, string])[];
  now: number;
  /** Whether anything may still come, so that lanes run on to `now`. */
  open: boolean;
  zone: string;
  width: number;
};

export type Lane = { source: string; note: string; y: number; x1: number; x2: number };
export type Dot = {
  key: string;
  source: string;
  x: number;
  y: number;
  /** End of the tail: when we saw it. Equal to `x` if at once. */
  seenX: number;
  /** It was seen later than the axis reaches; the tail is open. */
  seenBeyond: boolean;
  failed: boolean;
  takenBack: boolean;
  title: string;
};
export type Label = {
  x: number;
  y: number;
  text: string;
  anchor: 'start' | 'middle' | 'end';
  tone: 'plain' | 'bad' | 'quiet';
};
export type DueMark = {
  state: TimelineDue['state'];
  atRisk: boolean;
  x: number;
  y: number;
  bandTo: number | null;
  title: string;
};
export type Band = { x1: number; x2: number; y: number; title: string };
/** Everything the drawing needs, in pixels. */
export type TimelineModel = {
  width: number;
  height: number;
  left: number;
  top: number;
  narrow: boolean;
  lanes: Lane[];
  dots: Dot[];
  labels: Label[];
  dues: DueMark[];
  holds: Band[];
  handOvers: string[];
  folds: { x1: number; x2: number }[];
  ticks: Tick[];
  /** Null where nothing more can come: then the present says nothing. */
  now: { x: number; text: string } | null;
  /** A sentence for those who do not see the drawing. */
  summary: string;
};
