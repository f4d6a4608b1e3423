import * as z from 'zod';
import {
  AUTHORITY_DOMAINS,
  DISAGREEMENT_KINDS,
  FINDING_CODES,
  MONEY_STAGES,
  PROMISE_ROLES,
  PROMISE_STATES,
  SUB_LIFE_KINDS,
  SYSTEM_STATES,
} from '../lifecycle-words.ts';
import {
  AMOUNT_BASES,
  AMOUNT_COMPONENTS,
  CLOCK_STATES,
  HEALTH,
  HOLD_SCOPES,
  PROGRESS,
  PROMISE_BY,
  PROMISE_CONSENT,
  PROMISE_KINDS,
  SYSTEM_KINDS,
  TIME_PRECISIONS,
} from '../words.ts';

const name = z.string();
const decimal = z.string();
const currency = z.string();
const span = z.number().int();
const progress = z.enum(PROGRESS);
const amount = z.object({
  component: z.enum(AMOUNT_COMPONENTS).nullable(),
  tender: name.nullable(),
  amount: decimal,
});
const quantity = z.object({ line: name, sku: name.nullable(), quantity: decimal });

/** Every part of the lifecycle, with `time` as the way an instant is written. Durations (`...Ms`) are milliseconds. */
const parts = <T extends z.ZodType>(time: T) => {
  /** A fact pointed at: which event, by whom, and both its times. `eventKey` is 32 hex digits. */
  const said = z.object({
    eventKey: name,
    type: name,
    source: name,
    occurredAt: time,
    observedAt: time,
    timePrecision: z.enum(TIME_PRECISIONS),
    clockInRange: z.boolean(),
  });
  const milestone = said.extend({ progress, bestEffort: z.boolean() });
  const system = z.object({
    source: name,
    kind: z.enum(SYSTEM_KINDS),
    state: z.enum(SYSTEM_STATES),
    /** How much of the whole the state covers: pieces, or money in `unit`'s currency. */
    part: z.object({ done: decimal, of: decimal, unit: name }).nullable(),
    /** The event that decided the state. */
    evidence: said,
    lastSpokeAt: time,
    lastObservedAt: time,
    events: z.number().int(),
    progress: progress.nullable(),
    milestones: z.array(milestone),
    /** Identifiers that this system knows the order by. */
    keys: z.array(z.object({ namespace: name, scope: name.nullable(), value: name })),
    /** Domains in which this system is right. */
    decides: z.array(z.enum(AUTHORITY_DOMAINS)),
    revision: name.nullable(),
    /** The last thing that failed there and has not succeeded since. */
    failing: z
      .object({ fact: said, class: name.nullable(), code: name.nullable(), message: name.nullable() })
      .nullable(),
  });
  const disagreement = z.object({
    domain: z.enum(AUTHORITY_DOMAINS),
    kind: z.enum(DISAGREEMENT_KINDS),
    /** What they differ on, such as a shipment, a line, a currency; null: the order. */
    object: name.nullable(),
    authority: name,
    authoritySays: name,
    /** Whether the authority map names `authority` for the domain, or it only spoke first. */
    decided: z.boolean(),
    follower: name,
    followerSays: name.nullable(),
    since: time,
    forMs: span,
    /** How late the follower may be; null: it may not differ at all. */
    allowedMs: span.nullable(),
    tolerated: z.boolean(),
  });
  const line = z.object({
    line: name,
    parentLine: name.nullable(),
    sku: name.nullable(),
    name: name.nullable(),
    uom: name.nullable(),
    /** Null: nobody who captures orders listed this line. */
    ordered: decimal.nullable(),
    shipped: decimal,
    delivered: decimal,
    shorted: decimal,
    cancelled: decimal,
    returned: decimal,
    refunded: decimal,
    /** Still to ship: ordered less shipped, shorted and cancelled, never below zero; null where `ordered` is. */
    toShip: decimal.nullable(),
    progress: progress.nullable(),
    /** Its progress does not yet hold for the whole quantity. */
    partial: z.boolean(),
    health: z.enum(HEALTH),
    blocked: z.boolean(),
    shipments: z.array(z.object({ shipment: name, quantity: decimal })),
    amounts: z.array(amount.extend({ basis: z.enum(AMOUNT_BASES), currency })),
  });
  const shipment = z.object({
    id: name,
    ids: z.array(z.object({ type: name, id: name })),
    sources: z.array(name),
    progress: progress.nullable(),
    /** Voided, returned to sender or in exception, and since when; null: none. */
    trouble: z.object({ kind: z.enum(['voided', 'returned', 'exception']), fact: said }).nullable(),
    carrier: name.nullable(),
    node: name.nullable(),
    milestones: z.array(milestone),
    /** Told to the shop. */
    notified: said.nullable(),
    /** What it carries; `implied` when no event listed lines, so that it stands for all that was left. */
    lines: z.array(quantity),
    implied: z.boolean(),
  });
  const hold = z.object({
    holdId: name,
    scope: z.enum(HOLD_SCOPES),
    reason: name.nullable(),
    line: name.nullable(),
    fulfillment: name.nullable(),
    source: name,
    /** Null: only its release was reported. */
    placed: said.nullable(),
    released: said.nullable(),
    heldMs: span.nullable(),
  });
  const promise = z.object({
    kind: z.enum(PROMISE_KINDS),
    line: name.nullable(),
    due: time,
    duePrecision: z.enum(TIME_PRECISIONS),
    by: z.enum(PROMISE_BY),
    consent: z.enum(PROMISE_CONSENT),
    roles: z.array(z.enum(PROMISE_ROLES)),
    fact: said,
    state: z.enum(PROMISE_STATES),
    /** What kept it, whenever that was. */
    actual: said.nullable(),
    /** Milliseconds past due, at the actual or, while open, at the judged instant; negative is early. */
    lateByMs: span.nullable(),
  });
  const clock = z.object({
    id: name,
    name: name,
    line: name.nullable(),
    start: said,
    due: time,
    warnAt: time,
    state: z.enum(CLOCK_STATES),
    open: z.boolean(),
    stop: said.nullable(),
    /** Milliseconds from the judged instant (or the stop) to due; negative is over. */
    leftMs: span,
  });
  const money = z.object({
    stage: z.enum(MONEY_STAGES),
    currency,
    basis: z.enum(AMOUNT_BASES),
    total: decimal,
    /** The same total by component and tender; a null component is money that came without a breakdown. */
    components: z.array(amount),
  });
  const subLife = z.object({
    kind: z.enum(SUB_LIFE_KINDS),
    id: name,
    /** Last step taken, such as `received`; of an exchange its relation. */
    state: name,
    open: z.boolean(),
    openedAt: time,
    endedAt: time.nullable(),
    steps: z.array(said),
    lines: z.array(quantity),
    amounts: z.array(amount.extend({ basis: z.enum(AMOUNT_BASES), currency })),
  });
  const finding = z.object({
    code: z.enum(FINDING_CODES),
    fact: said,
    /** The fact that it stands against, and by how many milliseconds at least. */
    against: said.nullable(),
    byMs: span.nullable(),
  });
  const lifecycle = z.object({
    /** The instant that clocks were judged at. */
    judgedAt: time,
    at: time.nullable(),
    knownAt: time.nullable(),
    progress: progress.nullable(),
    /** Some line, or some of its pieces, is behind `progress`. */
    partial: z.boolean(),
    /** Not delivered, closed or cancelled. */
    open: z.boolean(),
    health: z.enum(HEALTH),
    blocked: z.boolean(),
    /** A best-effort milestone that nobody reported and that is taken to have happened; counted apart. */
    assumed: z.object({ progress, since: time, afterDays: z.number() }).nullable(),
    events: z.number().int(),
    firstAt: time.nullable(),
    lastAt: time.nullable(),
    lastObservedAt: time.nullable(),
    /** First to reach each progress, in order of progress. */
    milestones: z.array(milestone),
    systems: z.array(system),
    disagreements: z.array(disagreement),
    lines: z.array(line),
    shipments: z.array(shipment),
    holds: z.array(hold),
    promises: z.array(promise),
    clocks: z.array(clock),
    money: z.array(money),
    subLives: z.array(subLife),
    findings: z.array(finding),
    /** Facts that a later one took back. */
    corrections: z.array(z.object({ fact: said, by: said })),
  });
  return {
    said,
    milestone,
    system,
    disagreement,
    line,
    shipment,
    hold,
    promise,
    clock,
    money,
    subLife,
    finding,
    lifecycle,
  };
};

const wire = parts(z.iso.datetime());
const epoch = parts(
  z.codec(z.iso.datetime(), z.number(), {
    decode: (iso) => Date.parse(iso),
    encode: (ms) => new Date(ms).toISOString(),
  }),
);

/** The lifecycle of one order as API answers carry it: instants are ISO 8601 in UTC, decimals strings. */
export const LifecycleSchema = wire.lifecycle;
export type LifecycleWire = z.infer<typeof LifecycleSchema>;
/** The same shape with instants as epoch milliseconds on the inside and ISO strings on the wire. */
export const LifecycleCodec = epoch.lifecycle;
/** The lifecycle as the domain computes it: instants are epoch milliseconds. */
export type Lifecycle = z.output<typeof LifecycleCodec>;

export type Said = z.output<typeof epoch.said>;
export type Milestone = z.output<typeof epoch.milestone>;
export type SystemStatus = z.output<typeof epoch.system>;
export type Disagreement = z.output<typeof epoch.disagreement>;
export type LineLife = z.output<typeof epoch.line>;
export type ShipmentLife = z.output<typeof epoch.shipment>;
export type HoldLife = z.output<typeof epoch.hold>;
export type PromiseLife = z.output<typeof epoch.promise>;
export type ClockLife = z.output<typeof epoch.clock>;
export type MoneyRow = z.output<typeof epoch.money>;
export type SubLife = z.output<typeof epoch.subLife>;
export type Finding = z.output<typeof epoch.finding>;

/** Lifecycle with instants as the wire writes them. */
export const toWireLifecycle = (lifecycle: Lifecycle): LifecycleWire => z.encode(LifecycleCodec, lifecycle);
