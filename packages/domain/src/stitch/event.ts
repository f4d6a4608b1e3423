import { type BusinessEvent, isStanding, type Link, type Outcome } from '@throughline/contracts';
import { CORRELATION, type Namespaces, type StitchKey, stitchKey } from './keys.ts';

/** A life that an event names by an explicit link. */
export type StitchLink = {
  readonly key: StitchKey;
  /**
   * Whether the event tells of this life's own goods or papers, so that the life holds its shared keys too.
   * False where the link only relates two lives (exchange, replacement, renewal).
   */
  readonly names: boolean;
  /** JSON of the lines and amounts that are this life's share; '' when the whole event is. */
  readonly share: string;
};

/** What stitching knows of an event. `keys` holds the explicit correlation id too, and no key twice. */
export type StitchEvent = {
  readonly eventKey: bigint;
  readonly source: string;
  readonly type: string;
  readonly outcome: Outcome;
  readonly occurredAt: number;
  readonly keys: readonly StitchKey[];
  readonly links: readonly StitchLink[];
};

/** What of a business event tells its lives. */
export type Telling = Pick<BusinessEvent, 'source' | 'type' | 'outcome' | 'occurredAt' | 'correlationId'> & {
  readonly data: Pick<BusinessEvent['data'], 'keys' | 'links'>;
};

const shareOf = ({ lines, amounts }: Link): string =>
  lines?.length || amounts?.length ? JSON.stringify({ lines, amounts }) : '';

const linkOf = (link: Link): StitchLink => ({
  key: stitchKey(CORRELATION, '', link.correlationId),
  names: link.relation === undefined || link.relation === 'consolidates',
  share: shareOf(link),
});

/** An event as stitching sees it; null for a standing fact, which belongs to no life and is no orphan. */
export function stitchEventOf(event: Telling, eventKey: bigint, namespaces: Namespaces): StitchEvent | null {
  if (isStanding(event.type)) return null;
  const { source, type, outcome, occurredAt, correlationId, data } = event;
  const keys = new Map<string, StitchKey>();
  if (correlationId) {
    const key = stitchKey(CORRELATION, '', correlationId);
    keys.set(key.id, key);
  }
  for (const given of data.keys) {
    const key = namespaces.keyOf(given, source);
    keys.set(key.id, key);
  }
  const links = new Map(data.links.map((link) => [link.correlationId, linkOf(link)]));
  return {
    eventKey,
    source,
    type,
    outcome,
    occurredAt,
    keys: [...keys.values()],
    links: [...links.values()],
  };
}
