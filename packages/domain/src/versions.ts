/** Something that comes in versions: each counts from `effectiveFrom` (epoch ms; none: always), a higher one over a lower. */
export type Versioned = { version: number; effectiveFrom?: number | undefined };

const from = (each: Versioned): number => each.effectiveFrom ?? Number.NEGATIVE_INFINITY;

/** Versions in the order in which they take over. A version dated back replaces those after its date. */
export const succession = <T extends Versioned>(
  versions: readonly T[],
): { from: number; until: number; value: T }[] => {
  const ordered = [...versions].sort((a, b) => a.version - b.version);
  const standing: T[] = [];
  for (const each of ordered) {
    while (standing.length > 0 && from(standing.at(-1)!) >= from(each)) standing.pop();
    standing.push(each);
  }
  return standing.map((value, index) => {
    const next = standing[index + 1];
    return { from: from(value), until: next ? from(next) : Number.POSITIVE_INFINITY, value };
  });
};

/** The version in force at `start`; before the first one, the first. `versions` must not be empty. */
export const inForce = <T extends Versioned>(versions: readonly T[], start: number): T => {
  const standing = succession(versions);
  return (standing.findLast((each) => each.from <= start) ?? standing[0]!).value;
};
