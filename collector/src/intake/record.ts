import type { KeyNamespace } from '@throughline/contracts';
import { parseJson } from '../json/parse.ts';
import type { AcceptedEvent, LetterNote } from './accepted.ts';

/** Who and when of a record. `receivedAt` in UTC milliseconds. */
export type RecordHeader = {
  workspace: number;
  adapter: string;
  receivedAt: number;
  contentType: string;
  /** Whose bytes these are, where it is one source; else ''. */
  source: string;
  importId?: string;
  /** Namespaces that the import's mapping declares. */
  namespaces?: KeyNamespace[];
};

/** A completeness fact of a feed. `completeThrough` in UTC milliseconds. */
export type FeedNote = {
  source: string;
  kind: 'import' | 'heartbeat' | 'batch' | 'poll';
  completeThrough: number;
  evidence: string;
};

/** A person's cut (+1) of a key, or its taking back (−1). */
export type CutNote = {
  namespace: string;
  scope: string;
  value: string;
  sign: number;
  by: string;
  note: string;
};

/** How far an import came. */
export type ImportNote = {
  importId: string;
  state: 'started' | 'running' | 'finished' | 'failed';
  source: string;
  mapping: string;
  file: string;
  rows: number;
  events: number;
  deadLetters: number;
  drops: string;
  completeThrough: number | null;
};

/** What became of a dead letter: a new row of the same id. */
export type LetterState = {
  id: string;
  state: 'requeued' | 'discarded';
  source: string;
  adapter: string;
  reason: string;
  /** When the letter was received, UTC milliseconds: part of where it is stored. */
  observedAt: number;
};

/** What a record says; raw bytes stand beside it. */
export type RecordBody = {
  events?: AcceptedEvent[];
  letters?: LetterNote[];
  feeds?: FeedNote[];
  cuts?: CutNote[];
  imports?: ImportNote[];
  letterStates?: LetterState[];
};

/** One record of the log: all that one request brought, written and drained as one. */
export type IntakeRecord = { header: RecordHeader; body: RecordBody; raw: Buffer };

const FORMAT = 1;
const HEAD = 12;
// The depth of data is capped when it is accepted; what wraps it here adds a few levels.
const DEPTH = 1000;

/** Bytes of a record: u32 format, u32 length of header, u32 length of body, header JSON, body JSON, raw bytes. */
export function encodeRecord({ header, body, raw }: IntakeRecord): Buffer {
  const headerText = JSON.stringify(header);
  const bodyText = JSON.stringify(body);
  const headerLength = Buffer.byteLength(headerText);
  const bodyLength = Buffer.byteLength(bodyText);
  const bytes = Buffer.allocUnsafe(HEAD + headerLength + bodyLength + raw.length);
  bytes.writeUInt32LE(FORMAT, 0);
  bytes.writeUInt32LE(headerLength, 4);
  bytes.writeUInt32LE(bodyLength, 8);
  bytes.write(headerText, HEAD);
  bytes.write(bodyText, HEAD + headerLength);
  bytes.set(raw, HEAD + headerLength + bodyLength);
  return bytes;
}

/** Reads a record back; numbers come back as exact as they went in. Throws on a format of a newer release. */
export function decodeRecord(bytes: Buffer): IntakeRecord {
  const format = bytes.readUInt32LE(0);
  if (format !== FORMAT) {
    throw new Error(
      `The log holds a record of format ${format}; this release reads ${FORMAT}. Start the newer one.`,
    );
  }
  const headerEnd = HEAD + bytes.readUInt32LE(4);
  const bodyEnd = headerEnd + bytes.readUInt32LE(8);
  const body = parseJson(bytes.subarray(headerEnd, bodyEnd), DEPTH);
  if (!body.ok) throw new Error(`A record of the log cannot be read: ${body.fault.detail}`);
  return {
    header: JSON.parse(bytes.toString('utf8', HEAD, headerEnd)) as RecordHeader,
    body: body.value as RecordBody,
    raw: bytes.subarray(bodyEnd),
  };
}
