import { Places, textWidth } from './places.ts';
import type { Dot, DueMark, Label, TimelineInput } from './timeline-types.ts';

const NEAR = 34;
const ORDER = [false, true].flatMap((across) =>
  (['above', 'below'] as const).flatMap((side) =>
    (['start', 'middle', 'end'] as const).map((anchor) => [side, anchor, across] as const),
  ),
);
type Wanted = { x: number; y: number; text: string; tone: Label['tone'] };

/** Dots of one lane that stand too close for a label each share one: `picked, packed`, `accepted +3`. */
function groups(input: TimelineInput, dots: readonly Dot[]): Wanted[] {
  const wanted: Wanted[] = [];
  for (const source of new Set(input.events.map((event) => event.source))) {
    let last: (Wanted & { end: number; words: string[] }) | undefined;
    for (const [index, event] of input.events.entries()) {
      const dot = dots[index];
      if (event.source !== source || !dot) continue;
      if (last && dot.x - last.end < NEAR) {
        last.end = dot.x;
        if (last.words.at(-1) !== event.label) last.words.push(event.label);
        last.text =
          last.words.length > 3
            ? `${last.words.slice(0, 2).join(', ')} +${last.words.length - 2}`
            : last.words.join(', ');
        if (event.failed) last.tone = 'bad';
      } else {
        last = {
          x: dot.x,
          y: dot.y,
          end: dot.x,
          words: [event.label],
          text: event.label,
          tone: event.failed ? 'bad' : 'plain',
        };
        wanted.push(last);
      }
    }
  }
  return wanted;
}

/**
 * Puts a label at each group of dots and at each due mark: above its lane or below it, wherever it touches no other and
 * stays within the bounds, if it can not across the `wall` that is the present. What finds no room is left out; the drawing's title and the table still say it.
 */
export function placeLabels(
  input: TimelineInput,
  dots: readonly Dot[],
  dues: readonly DueMark[],
  bounds: { left: number; right: number; wall: number | null },
): Label[] {
  const places = new Places();
  const labels: Label[] = [];
  const place = ({ x, y, text, tone }: Wanted, shift = 4) => {
    const width = textWidth(text);
    const starts = { start: x - shift, middle: x - width / 2, end: x - width + shift };
    for (const [side, anchor, across] of ORDER) {
      const from = starts[anchor];
      if (from < bounds.left || from + width > bounds.right) continue;
      const crosses = bounds.wall !== null && from < bounds.wall && from + width > bounds.wall;
      if (crosses !== across) continue;
      if (!places.take(`${y} ${side}`, from, from + width)) continue;
      labels.push({
        x: anchor === 'middle' ? x : anchor === 'start' ? x - shift : x + shift,
        y: side === 'above' ? y - 9 : y + 17,
        text,
        tone,
        anchor,
      });
      return;
    }
  };
  // What is wrong is said first, so that it never lacks room.
  for (const [index, due] of dues.entries()) {
    const text = input.due[index]?.label ?? '';
    // Beside a flag, not upon it.
    place(
      { x: due.x, y: due.y, text, tone: due.state === 'missing' ? 'bad' : 'quiet' },
      due.state === 'missing' ? 4 : -6,
    );
  }
  for (const wanted of groups(input, dots)) place(wanted);
  return labels;
}
