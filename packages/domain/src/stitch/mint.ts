import { eventKey as keyOf, lifeId } from '../ids.ts';
import type { StitchKey } from './keys.ts';

/** Makes ids of new lives from what mints them, so that a batch done again makes the same. */
export class Mint {
  private readonly workspace: number;

  constructor(workspace: number) {
    this.workspace = workspace;
  }

  /** The life that an event begins. */
  byEvent(eventKey: bigint): bigint {
    return lifeId(this.workspace, eventKey);
  }

  /** A life that an event only names, or whose own event's life went to another order. */
  byName(eventKey: bigint, key: StitchKey, attempt = 0): bigint {
    const by = `life-named-by/${eventKey.toString(16)}/${attempt}`;
    return lifeId(this.workspace, keyOf(this.workspace, by, key.id));
  }
}
