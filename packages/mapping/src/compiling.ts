import type { TimeNode, ValueNode } from './language/words.ts';

/** Place in the mapping as written: property names and indexes from the top. */
export type Place = readonly PropertyKey[];

/** What compiling a part needs to know of the whole; `fail` reports a problem and lets compiling go on. */
export type Compiling = {
  joined: ReadonlySet<string>;
  /** Which file plain paths start in here: `main`, a side file, or null inside a nested list. */
  at: string | null;
  /** Fields that the mapping reads, per file, with a place that does. */
  fields: Map<string, Map<string, Place>>;
  time: Partial<Exclude<TimeNode, string>>;
  currency: ValueNode | undefined;
  fail(place: Place, detail: string, remedy: string): void;
};

/** The same, inside a repetition over `each`. */
export const inside = (compiling: Compiling, each: string | undefined): Compiling =>
  each === undefined ? compiling : { ...compiling, at: compiling.joined.has(each) ? each : null };

/** The same, where plain paths start at the row. */
export const atRow = (compiling: Compiling): Compiling => ({ ...compiling, at: 'main' });
