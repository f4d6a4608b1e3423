import { parseJson } from '../../json/parse.ts';
import { deadLetter, drop, ok } from '../../pipeline/outcome.ts';
import type { Adapter, AdapterRequest, Decoded } from '../adapter.ts';
import { isBinary, readBinary } from './binary.ts';
import { AS_MESSAGE, asMessage, fromMessage } from './message.ts';
import { readStructured } from './structured.ts';

const MODES =
  'Use application/cloudevents+json, application/cloudevents-batch+json, or binary mode with ce- headers.';
const LEVELS_AROUND_DATA = 2;

function decodeJson(request: AdapterRequest, batch: boolean): Decoded {
  const parsed = parseJson(request.body, request.maxDepth + LEVELS_AROUND_DATA);
  if (!parsed.ok) return deadLetter(parsed.fault.reason, parsed.fault.detail, parsed.fault.remedy);
  if (!batch) return ok({ items: [readStructured(parsed.value, 0, [], request.maxDepth)] });
  if (!Array.isArray(parsed.value)) {
    return deadLetter('not-a-cloudevent', 'A batch is a JSON array of CloudEvents.', MODES);
  }
  return ok({
    items: parsed.value.map((event, index) => readStructured(event, index, [index], request.maxDepth)),
  });
}

/** CloudEvents 1.0 over HTTP: structured, batched and binary mode. */
export const cloudevents: Adapter = {
  name: 'cloudevents',
  decode(request) {
    const mediaType = (request.contentType.split(';')[0] ?? '').trim().toLowerCase();
    if (mediaType === 'application/cloudevents-batch+json') return decodeJson(request, true);
    if (mediaType === 'application/cloudevents+json') return decodeJson(request, false);
    if (mediaType.startsWith('application/cloudevents')) {
      return drop('unsupported-media-type', `The event format ${mediaType} is not known here.`, MODES);
    }
    if (isBinary(request.rawHeaders)) return ok({ items: [readBinary(request)] });
    return drop('unsupported-media-type', 'The request is no CloudEvent in any of the three modes.', MODES);
  },
  keep: (request) =>
    request.contentType.toLowerCase().startsWith('application/cloudevents') || !isBinary(request.rawHeaders)
      ? { contentType: request.contentType, bytes: request.body }
      : { contentType: AS_MESSAGE, bytes: asMessage(request) },
  restore: ({ contentType, bytes }, maxDepth) =>
    contentType === AS_MESSAGE
      ? fromMessage(bytes, maxDepth)
      : { contentType, rawHeaders: [], body: bytes, maxDepth },
};
