import type { TimeNode, ValueNode } from './language/words.ts';

/** Place in the mapping as written: property names and indexes from the top. */
export type Place = readonly PropertyKey[];

/** What compiling a part needs to know of the whole; `fail` reports a problem and lets compiling go on. */
export type Compiling = {
  joined: ReadonlySet<string>;
  time: Partial<Exclude<TimeNode, string>>;
  currency: ValueNode | undefined;
  fail(place: Place, detail: string, remedy: string): void;
};
