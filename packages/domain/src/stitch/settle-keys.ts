import { ascending } from './atoms.ts';
import type { StitchEvent } from './event.ts';
import type { StitchKey } from './keys.ts';
import type { Held, Life } from './life.ts';
import type { Settling } from './settling.ts';
import { CONFLICT_REASONS } from './state.ts';

/** Brings the rows that say which life holds which key, and which keys turned shared, to what should be. */
export function settleKeys(settling: Settling): void {
  const shown = keysShown(settling);
  const hangOutside = derivedOutside(settling);
  for (const { key, event } of shown.values()) {
    dropWrongHolders(key, event, hangOutside.get(key.id), settling);
    settleConflict(key, event, settling);
  }
  settling.part.lives.forEach((life, index) => {
    for (const held of life.holds.values()) addHolder(held, life, index, settling);
    if (life.outside !== null) return;
    for (const eventKey of life.members.keys()) noteUses(eventKey, index, settling);
    for (const [eventKey, { rule }] of life.links) if (rule === 'named') noteUses(eventKey, index, settling);
  });
}

/** Keys of the evidence, weak ones apart, each with the smallest event that shows it. */
function keysShown({ part, ledger }: Settling): Map<string, { key: StitchKey; event: StitchEvent }> {
  const shown = new Map<string, { key: StitchKey; event: StitchEvent }>();
  for (const { event } of part.readings.values()) {
    for (const key of ledger.lookedUp(event)) {
      const known = shown.get(key.id);
      if (!known || event.eventKey < known.event.eventKey) shown.set(key.id, { key, event });
    }
  }
  return shown;
}

/** Lives outside the evidence that keys are on only because they hang together with others. */
function derivedOutside({ part }: Settling): Map<string, Set<bigint>> {
  const lives = new Map<string, Set<bigint>>();
  for (const { outside, holds } of part.lives) {
    if (outside === null) continue;
    for (const { key, derived } of holds.values()) {
      if (derived) lives.set(key.id, (lives.get(key.id) ?? new Set()).add(outside));
    }
  }
  return lives;
}

function dropWrongHolders(
  key: StitchKey,
  event: StitchEvent,
  hangOutside: ReadonlySet<bigint> | undefined,
  settling: Settling,
): void {
  const { part, atoms, closure, ledger } = settling;
  for (const [id, { direct, derived }] of [...ledger.keys.holdings(key.id)]) {
    const here = closure.lives.has(id) || atoms.lifeOf.has(id);
    const life = atoms.lifeOf.get(id);
    const held = life === undefined ? undefined : part.lives[life]?.holds.get(key.id);
    const right = held !== undefined && !held.derived && idsFor(key, life as number, settling).includes(id);
    if (here && direct > 0 && !right) ledger.keys.change(key, id, event, -direct, 'direct');
    const hangs = here ? held?.derived === true : hangOutside?.has(ledger.cases.resolve(id)) === true;
    if (derived > 0 && !hangs) ledger.keys.change(key, id, event, -derived, 'derived');
  }
}

function addHolder({ key, event, derived }: Held, life: Life, index: number, settling: Settling): void {
  const { atoms, ledger } = settling;
  const holdings = ledger.keys.holdings(key.id);
  const ids = life.outside === null ? idsFor(key, index, settling) : ledger.cases.membersOf(life.outside);
  // What an outside life holds by its own events is stored with it.
  if (life.outside !== null && !derived && !settling.isNew(event.eventKey)) return;
  for (const id of ids) {
    const held = holdings.get(id);
    if (held && (derived ? held.derived : held.direct) > 0) return;
  }
  if (derived) ledger.keys.change(key, atoms.nameOf(index), event, 1, 'derived');
  else ledger.keys.hold(key, homeOfHeld(key, event, index, settling), event);
}

/** Which of the ids that may hold a key gets it: the one that its event is under, if it is one of them. */
function homeOfHeld(key: StitchKey, event: StitchEvent, life: number, settling: Settling): bigint {
  const ids = idsFor(key, life, settling);
  const { home } = settling.ledger.events.get(event.eventKey) as { home: bigint };
  const under = [...settling.ledger.livesLinkedTo(event.eventKey), home].find((id) => ids.includes(id));
  return under ?? ids[0] ?? settling.atoms.nameOf(life);
}

/** Every use of a key with a validity is noted on the life, so that its runs can be told from what is stored. */
function noteUses(eventKey: bigint, life: number, settling: Settling): void {
  const { part, ledger } = settling;
  const { event, identity, parts } = part.readings.get(eventKey) as { event: StitchEvent } & Record<
    'identity' | 'parts',
    readonly StitchKey[]
  >;
  for (const key of [...identity, ...parts]) {
    if (ledger.rules.validityOf(key.namespace) === 0) continue;
    const known = idsFor(key, life, settling).some((id) =>
      ledger.keys.holdings(key.id).get(id)?.times.includes(event.occurredAt),
    );
    if (!known) ledger.keys.hold(key, homeOfHeld(key, event, life, settling), event);
  }
}

/** Stored ids of a life that may hold a key: a name is held by its own order, so that joins can be taken back. */
function idsFor(key: StitchKey, life: number, settling: Settling): readonly bigint[] {
  const { part, atoms } = settling;
  const order = part.components.orderOf(key.id);
  return order === undefined ? idsOf(life, settling) : (atoms.ofOrder.get(order) ?? []);
}

function idsOf(life: number, { part, atoms }: Settling): bigint[] {
  const orders = part.lives[life]?.orders ?? [];
  return [...orders.flatMap((order) => atoms.ofOrder.get(order) ?? []), ...(atoms.ofPieces[life] ?? [])];
}

function settleConflict(key: StitchKey, event: StitchEvent, { part, atoms, ledger }: Settling): void {
  const conflict = part.conflicts.get(key.id);
  const lives = [...(conflict?.lives ?? [])].map((life) => atoms.nameOf(life)).sort(ascending);
  for (const reason of CONFLICT_REASONS) {
    const net = ledger.keys.conflicts(key.id).get(reason) ?? 0;
    const target = conflict?.reason === reason ? 1 : 0;
    // A sum above 1 (two collectors at once) says the same as 1.
    if (target === 1 ? net <= 0 : net !== 0)
      ledger.keys.changeConflict(key, reason, lives, event.eventKey, target - net);
  }
}
