/** Pixels that `text` takes in Inter at 11 px; a little generous, so that neighbours do not touch. */
export const textWidth = (text: string, size = 11): number => text.length * size * 0.545 + 4;

/** Rows of labels that remember what they hold. */
export class Places {
  readonly #taken = new Map<string, [number, number][]>();

  /** Takes `from`..`to` in `row` if nothing is there; says whether it did. */
  take(row: string, from: number, to: number): boolean {
    const held = this.#taken.get(row) ?? [];
    if (held.some(([a, b]) => from < b && to > a)) return false;
    this.#taken.set(row, [...held, [from, to]]);
    return true;
  }
}
