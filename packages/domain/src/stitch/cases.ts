import type { StitchKey } from './keys.ts';
import type { CaseLinkState } from './state.ts';

type Edge = { readonly to: bigint; readonly link: MutableLink };
type MutableLink = { loser: bigint; survivor: bigint; net: number; why: StitchKey };

const idOf = (loser: bigint, survivor: bigint, why: StitchKey): string => `${loser}:${survivor}:${why.id}`;

/** Which stored lives are one. A group of linked lives goes by its smallest id, which every link leads to. */
export class Cases {
  private readonly links = new Map<string, MutableLink>();
  private readonly edges = new Map<bigint, Edge[]>();
  private readonly isIdentity: (key: StitchKey) => boolean;

  /** `isIdentity` tells whether a key names an order: lives linked by such keys alone are one order for certain. */
  constructor(isIdentity: (key: StitchKey) => boolean) {
    this.isIdentity = isIdentity;
  }

  /** Takes a stored link over, unless it is known already. */
  learn(link: CaseLinkState): void {
    const id = idOf(link.loser, link.survivor, link.why);
    if (!this.links.has(id)) this.put(id, { ...link });
  }

  /** Changes the sum of a link's signs. */
  change(loser: bigint, survivor: bigint, why: StitchKey, by: number): void {
    const id = idOf(loser, survivor, why);
    const known = this.links.get(id);
    if (!known) this.put(id, { loser, survivor, net: by, why });
    else known.net += by;
  }

  /** Whether a link says that two lives are one order for certain. */
  isCertain({ why }: Pick<CaseLinkState, 'why'>): boolean {
    return this.isIdentity(why);
  }

  /** Links from or to a life, standing or not. */
  linksOf(life: bigint): readonly Readonly<MutableLink>[] {
    return this.edges.get(life)?.map(({ link }) => link) ?? [];
  }

  /** The lives that are one with `life`, itself among them. */
  membersOf(life: bigint): ReadonlySet<bigint> {
    return this.reach(life, () => true);
  }

  /** The id that the life goes by. */
  resolve(life: bigint): bigint {
    return this.edges.has(life) ? smallest(this.membersOf(life)) : life;
  }

  /** As `resolve`, through identity keys alone. */
  orderOf(life: bigint): bigint {
    return this.edges.has(life) ? smallest(this.reach(life, ({ why }) => this.isIdentity(why))) : life;
  }

  private reach(life: bigint, through: (link: MutableLink) => boolean): ReadonlySet<bigint> {
    const reached = new Set([life]);
    for (const at of reached) {
      for (const { to, link } of this.edges.get(at) ?? []) if (link.net > 0 && through(link)) reached.add(to);
    }
    return reached;
  }

  private put(id: string, link: MutableLink): void {
    this.links.set(id, link);
    for (const [from, to] of [
      [link.loser, link.survivor],
      [link.survivor, link.loser],
    ] as const) {
      const edges = this.edges.get(from);
      if (edges) edges.push({ to, link });
      else this.edges.set(from, [{ to, link }]);
    }
  }
}

/** The smallest of some ids. */
export const smallest = (ids: Iterable<bigint>): bigint => {
  let least: bigint | undefined;
  for (const id of ids) if (least === undefined || id < least) least = id;
  if (least === undefined) throw new Error('smallest of nothing');
  return least;
};
