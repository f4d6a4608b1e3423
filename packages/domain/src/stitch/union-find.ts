/** Disjoint sets over 0, 1, 2 ...; elements are added one by one. */
export class UnionFind {
  private readonly parent: number[] = [];

  /** Adds an element in a set of its own. */
  add(): number {
    this.parent.push(this.parent.length);
    return this.parent.length - 1;
  }

  get size(): number {
    return this.parent.length;
  }

  /** The element that stands for the set of `element`. */
  find(element: number): number {
    let root = element;
    while (this.parent[root] !== root) root = this.parent[root] as number;
    for (let at = element; at !== root; ) {
      const next = this.parent[at] as number;
      this.parent[at] = root;
      at = next;
    }
    return root;
  }

  /** Makes one set of two. */
  union(a: number, b: number): void {
    const [left, right] = [this.find(a), this.find(b)];
    if (left !== right) this.parent[Math.max(left, right)] = Math.min(left, right);
  }
}

/** Disjoint sets over things that are told apart by a string. */
export class Groups {
  private readonly sets = new UnionFind();
  private readonly indexOf = new Map<string, number>();

  /** The index of `id`, which is added if it is new. */
  add(id: string): number {
    const known = this.indexOf.get(id);
    if (known !== undefined) return known;
    const index = this.sets.add();
    this.indexOf.set(id, index);
    return index;
  }

  /** The group of `id` (added if new). */
  of(id: string): number {
    return this.sets.find(this.add(id));
  }

  /** The group of `id`; undefined if it was never added. */
  find(id: string): number | undefined {
    const index = this.indexOf.get(id);
    return index === undefined ? undefined : this.sets.find(index);
  }

  /** Puts all of `ids` into one group. */
  join(ids: readonly string[]): void {
    const first = ids[0];
    if (first === undefined) return;
    const index = this.add(first);
    for (const id of ids) this.sets.union(index, this.add(id));
  }

  /** Every id with its group, in the order of adding. */
  *entries(): Generator<[id: string, group: number]> {
    for (const [id, index] of this.indexOf) yield [id, this.sets.find(index)];
  }
}
