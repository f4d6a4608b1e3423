import type { Adapter, AdapterRequest } from '../adapters/adapter.ts';
import { codeOf, LogFullError, LogUnavailableError } from '../log/errors.ts';
import type { Log } from '../log/log.ts';
import { type DeadLetter, type Drop, type Outcome, ok, retry } from '../pipeline/outcome.ts';
import { inTurn, runEach } from '../pipeline/runner.ts';
import type { Principal } from '../pipeline/steps/authenticate.step.ts';
import { decodeStep } from '../pipeline/steps/decode.step.ts';
import { type Redaction, redactStep } from '../pipeline/steps/redact.step.ts';
import { validateStep } from '../pipeline/steps/validate.step.ts';
import type { AcceptedEvent, LetterNote } from './accepted.ts';
import type { IntakeDirectory } from './intake-config.ts';
import { hashOf, letterId } from './letter-id.ts';
import { encodeRecord, type IntakeRecord } from './record.ts';

/** One event of a request that was not accepted. `id` names its dead letter, if one is kept. */
export type NotAccepted = {
  index: number;
  outcome: 'dead-letter' | 'refused';
  reason: string;
  pointer: string;
  detail: string;
  remedy: string;
  deadLetter?: string;
};

/** What became of a request, event by event. */
export type Receipt = { accepted: number; deadLettered: number; refused: number; notAccepted: NotAccepted[] };

/** What intake counts; every event is counted once. */
export type IntakeCounters = {
  accepted(adapter: string, count: number): void;
  refused(reason: string, count: number): void;
  deadLettered(reason: string, count: number): void;
};

export type IntakeParts = {
  /** The log, or null while its directory cannot be opened. */
  log: () => Log | null;
  directory: IntakeDirectory;
  redaction: Redaction;
  counters: IntakeCounters;
  /** Told of every durable record, so that the drain need not read it back. */
  logged: (position: number, record: IntakeRecord, bytes: number) => void;
  clock: () => number;
};

const hex = (id: bigint): string => id.toString(16).padStart(32, '0');

/** The one way in: writes a record to the log, or says when to try again. */
export async function logRecord(parts: IntakeParts, record: IntakeRecord): Promise<Outcome<number>> {
  const log = parts.log();
  if (!log) return retry('log-unavailable', 1000);
  const bytes = encodeRecord(record);
  try {
    const position = await log.append(bytes);
    parts.logged(position, record, bytes.length);
    return ok(position);
  } catch (error) {
    if (error instanceof LogFullError) return retry('log-full', 5000);
    if (error instanceof LogUnavailableError) return retry(`log-unavailable: ${codeOf(error.cause)}`, 1000);
    throw error;
  }
}

const faultOf = ({ reason, pointer, detail, remedy }: DeadLetter | Drop) => ({
  reason,
  pointer,
  detail,
  remedy,
});

/**
 * Takes a request of an authenticated sender: decode, validate, redact, log. `ok` means durable. When none of its
 * events was accepted the outcome is the first one's, with the receipt beside it.
 */
export async function takeIn(
  parts: IntakeParts,
  principal: Principal,
  adapter: Adapter,
  request: AdapterRequest,
): Promise<{ outcome: Outcome<Receipt>; receipt: Receipt }> {
  const receipt: Receipt = { accepted: 0, deadLettered: 0, refused: 0, notAccepted: [] };
  const decoded = decodeStep(adapter)(request);
  if (decoded.kind === 'drop' || decoded.kind === 'retry') {
    if (decoded.kind === 'drop') parts.counters.refused(decoded.reason, 1);
    return { outcome: decoded, receipt };
  }
  const events: AcceptedEvent[] = [];
  const letters: LetterNote[] = [];
  let first: DeadLetter | Drop | null = null;
  const onlySource = principal.sources.length === 1 ? (principal.sources[0] as string) : '';

  const refuse = (index: number, outcome: DeadLetter | Drop) => {
    first ??= outcome;
    const kept = outcome.kind === 'deadLetter';
    receipt[kept ? 'deadLettered' : 'refused']++;
    receipt.notAccepted.push({ index, outcome: kept ? 'dead-letter' : 'refused', ...faultOf(outcome) });
    if (kept) letters.push({ ...faultOf(outcome), index, source: onlySource, line: 0 });
  };

  if (decoded.kind === 'deadLetter') refuse(0, decoded);
  else {
    const steps = inTurn(validateStep(parts.directory, principal), redactStep(parts.redaction));
    const outcomes = await runEach(decoded.value.items, (item) =>
      item.kind === 'ok' ? steps(item.value) : item,
    );
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind === 'ok') events.push(outcome.value);
      else if (outcome.kind === 'retry') return { outcome, receipt };
      else refuse(index, outcome);
    }
  }
  receipt.accepted = events.length;

  if (events.length > 0 || letters.length > 0) {
    const keep = adapter.keep(request);
    const record: IntakeRecord = {
      header: {
        workspace: principal.workspace,
        adapter: adapter.name,
        receivedAt: parts.clock(),
        contentType: keep.contentType,
        source: oneSource(events, onlySource),
      },
      body: { events, letters },
      raw: Buffer.from(parts.redaction.raw(keep.bytes)),
    };
    if (letters.length > 0) nameLetters(receipt, record, letters);
    const logged = await logRecord(parts, record);
    if (logged.kind !== 'ok') return { outcome: logged as Outcome<Receipt>, receipt };
  }
  count(parts.counters, adapter.name, receipt);
  if (receipt.accepted === 0 && first !== null) return { outcome: first, receipt };
  return { outcome: ok(receipt), receipt };
}

function nameLetters(receipt: Receipt, record: IntakeRecord, letters: readonly LetterNote[]): void {
  const rawHash = hashOf(record.raw);
  const ids = new Map(letters.map((note) => [note.index, hex(letterId(record.header, note, rawHash))]));
  for (const entry of receipt.notAccepted) {
    const id = ids.get(entry.index);
    if (id !== undefined && entry.outcome === 'dead-letter') entry.deadLetter = id;
  }
}

function oneSource(events: readonly AcceptedEvent[], fallback: string): string {
  const source = events[0]?.source ?? fallback;
  return events.every((event) => event.source === source) ? source : '';
}

function count(counters: IntakeCounters, adapter: string, receipt: Receipt): void {
  if (receipt.accepted > 0) counters.accepted(adapter, receipt.accepted);
  for (const { outcome, reason } of receipt.notAccepted) {
    if (outcome === 'refused') counters.refused(reason, 1);
    else counters.deadLettered(reason, 1);
  }
}
