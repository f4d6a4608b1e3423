import {
  type CloudEvent,
  contractOf,
  EVENT_TYPES,
  isEventType,
  jsonPointer,
  SourceSchema,
  sourceAllowed,
} from '@throughline/contracts';
import type * as z from 'zod';
import type { Candidate } from '../../adapters/adapter.ts';
import type { AcceptedEvent } from '../../intake/accepted.ts';
import { canonicalData } from '../../intake/canonical.ts';
import type { IntakeDirectory } from '../../intake/intake-config.ts';
import { timeFault } from '../../intake/times.ts';
import { NOT_QUICK, type QuickParse, quickParseOf } from '../../json/quick-parse.ts';
import { deadLetter, drop, type Outcome, ok } from '../outcome.ts';
import type { Step } from '../runner.ts';
import type { Principal } from './authenticate.step.ts';

type Contract = { schema: z.ZodType; quick: QuickParse | null };

const contracts = new Map<string, Contract>(
  EVENT_TYPES.map((type) => {
    const schema = contractOf(type);
    return [type, { schema, quick: quickParseOf(schema) }];
  }),
);

// Context attributes that have a place of their own; any other extension is kept in `data.extensions`.
const KNOWN: ReadonlySet<string> = new Set([
  ...['specversion', 'id', 'source', 'type', 'time', 'subject', 'datacontenttype', 'dataschema'],
  ...['timeprecision', 'timezone', 'accountingdate', 'period', 'entity', 'correlationid', 'causationid'],
  ...['revision', 'corrects', 'outcome', 'deliveryid', 'traceparent', 'data'],
]);

/** The `kind/instance` that a source means, if it is allowed to this sender. */
function resolveSource(directory: IntakeDirectory, principal: Principal, given: string): Outcome<string> {
  const source = SourceSchema.safeParse(given).success
    ? given
    : directory.sourceOfUri(principal.workspace, given);
  if (source === undefined) {
    return deadLetter(
      'unregistered-source',
      `The source "${given.slice(0, 200)}" is not registered.`,
      'Register this URI for a source (kind/instance, such as "commerce/acme-us") in the console, or send that name.',
      '/source',
    );
  }
  if (sourceAllowed(principal.sources, source)) return ok(source);
  return drop(
    'source-not-allowed',
    `This key may not send for ${source}.`,
    `Use a key that names ${source}, or add it to this key.`,
    '/source',
  );
}

function extensionsOf(attributes: Candidate['attributes']): Record<string, unknown> | undefined {
  let extensions: Record<string, unknown> | undefined;
  for (const name of Object.keys(attributes)) {
    if (KNOWN.has(name)) continue;
    extensions ??= {};
    extensions[name] = attributes[name];
  }
  return extensions;
}

const describeIssue = (error: z.ZodError): { pointer: string; detail: string } => {
  const issue = error.issues[0];
  return { pointer: jsonPointer(issue?.path ?? []), detail: issue?.message ?? 'does not fit the contract' };
};

function accept(event: CloudEvent, source: string, candidate: Candidate, occurredAt: number): AcceptedEvent {
  const extensions = extensionsOf(candidate.attributes);
  const data = event.data ?? { keys: [], objects: [], links: [], lines: [], amounts: [], attributes: {} };
  return {
    id: event.id,
    source,
    type: event.type,
    occurredAt,
    timePrecision: event.timeprecision ?? 'instant',
    timeZone: event.timezone,
    accountingDate: event.accountingdate,
    period: event.period,
    entity: event.entity,
    correlationId: event.correlationid,
    causationId: event.causationid,
    revision: event.revision,
    corrects: event.corrects,
    outcome: event.outcome ?? 'ok',
    traceparent: event.traceparent,
    dataschema: event.dataschema,
    deliveryId: event.deliveryid,
    data: canonicalData(extensions ? { ...data, extensions } : data),
    index: candidate.index,
  };
}

/**
 * Checks an event against the catalogue and its type's contract, and its source against the sender's key.
 * Dead letters name the JSON pointer within the event and the remedy.
 */
export const validateStep =
  (directory: IntakeDirectory, principal: Principal): Step<Candidate, AcceptedEvent> =>
  (candidate) => {
    const { attributes } = candidate;
    const source = resolveSource(directory, principal, String(attributes.source));
    if (source.kind !== 'ok') return source;
    const type = String(attributes.type);
    const contract = isEventType(type) ? contracts.get(type) : undefined;
    if (!contract) {
      return deadLetter(
        'unknown-type',
        `The type "${type.slice(0, 200)}" is not in the catalogue.`,
        'Send a type of the event catalogue (GET /contracts), or map this one to it.',
        '/type',
      );
    }
    // RFC 3339 allows lower case letters, which ISO 8601 in the contract does not.
    const time = typeof attributes.time === 'string' ? attributes.time.toUpperCase() : undefined;
    const given = { ...attributes, time, data: candidate.data };
    let event: unknown = contract.quick?.(given) ?? NOT_QUICK;
    if (event === NOT_QUICK) {
      const parsed = contract.schema.safeParse(given);
      if (!parsed.success) {
        const { pointer, detail } = describeIssue(parsed.error);
        return deadLetter('contract', detail, `See the contract at /contracts/${type}/1.json.`, pointer);
      }
      event = parsed.data;
    }
    const accepted = accept(event as CloudEvent, source.value, candidate, Date.parse(time as string));
    const fault = timeFault(accepted);
    if (fault) return deadLetter('time-out-of-range', fault.detail, fault.remedy, fault.pointer);
    return ok(accepted);
  };
