import type { AdapterRequest } from '../adapter.ts';

/** Content type of an event in binary mode as it is kept: half of it is in the headers. */
export const AS_MESSAGE = 'message/http';

const END_OF_HEADERS = '\r\n\r\n';

/** The headers that carry the event, and the body, as one HTTP message. */
export function asMessage({ rawHeaders, contentType, body }: AdapterRequest): Buffer {
  const lines = contentType === '' ? [] : [`content-type: ${contentType}`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (/^ce-/i.test(rawHeaders[at] as string)) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  }
  return Buffer.concat([Buffer.from(lines.join('\r\n') + END_OF_HEADERS, 'latin1'), body]);
}

/** The request of such a message. */
export function fromMessage(bytes: Buffer, maxDepth: number): AdapterRequest {
  const end = bytes.indexOf(END_OF_HEADERS);
  const rawHeaders: string[] = [];
  let contentType = '';
  for (const line of bytes.toString('latin1', 0, end).split('\r\n')) {
    const colon = line.indexOf(': ');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 2);
    if (name === 'content-type') contentType = value;
    else if (colon > 0) rawHeaders.push(name, value);
  }
  return { contentType, rawHeaders, body: bytes.subarray(end + END_OF_HEADERS.length), maxDepth };
}
