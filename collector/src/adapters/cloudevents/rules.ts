/** Rules of CloudEvents 1.0 for one attribute; each gives what is wrong, or null. */

// Control characters, noncharacters and lone surrogates may not be in a String.
const FORBIDDEN = /\p{Cc}|\p{Noncharacter_Code_Point}|\p{Surrogate}/u;
// Nearly every value is plain ASCII, which is quicker to see.
const PRINTABLE = /^[ -~]*$/;
const NAME = /^[a-z0-9]+$/;
const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+ *(;.*)?$/;
// RFC 3986 allows these characters; anything else must be percent-encoded.
const URI_REFERENCE = /^([\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const realDate = (text: string): boolean => {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
};

const SPECIFIC: Readonly<Record<string, (value: string) => string | null>> = {
  specversion: (value) => (value === '1.0' ? null : `must be "1.0", not "${value.slice(0, 20)}"`),
  id: (value) => (value === '' ? 'must not be empty' : null),
  type: (value) => (value === '' ? 'must not be empty' : null),
  subject: (value) => (value === '' ? 'must not be empty' : null),
  source: (value) => (URI_REFERENCE.test(value) ? null : 'must be a URI-reference (RFC 3986)'),
  time: (value) =>
    TIMESTAMP.test(value) && realDate(value)
      ? null
      : 'must be a timestamp of RFC 3339, such as "2026-11-24T14:42:18Z"',
  datacontenttype: (value) =>
    MEDIA_TYPE.test(value) ? null : 'must be a media type, such as "application/json"',
  dataschema: (value) => (URI_REFERENCE.test(value) && SCHEME.test(value) ? null : 'must be an absolute URI'),
};

/** What is wrong with the name of an attribute, or null. */
export const nameFault = (name: string): string | null =>
  NAME.test(name) ? null : 'attribute names consist of lower-case letters and digits';

/** What is wrong with the value of an attribute, or null. */
export function valueFault(name: string, value: unknown): string | null {
  if (typeof value === 'string') {
    if (!PRINTABLE.test(value) && FORBIDDEN.test(value))
      return 'must not hold control characters, noncharacters or lone surrogates';
    return Object.hasOwn(SPECIFIC, name) ? (SPECIFIC[name]?.(value) ?? null) : null;
  }
  if (Object.hasOwn(SPECIFIC, name)) return 'must be a string';
  if (typeof value === 'boolean') return null;
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2_147_483_648) {
    return value === 2_147_483_648 ? 'must be an integer of 32 bits' : null;
  }
  return 'must be a string, a boolean, or an integer of 32 bits';
}

export const REQUIRED = ['specversion', 'id', 'source', 'type'] as const;

/** Whether a media type declares JSON: its subtype is `json` or ends with `+json`. None declared means JSON. */
export const declaresJson = (contentType: string | undefined): boolean =>
  contentType === undefined || /^[^/;\s]+\/([^;\s]+\+)?json\s*(;|$)/i.test(contentType.trim());

/** The bytes of standard Base64 with padding, or null. */
export const fromBase64 = (text: string): Buffer | null =>
  BASE64.test(text) ? Buffer.from(text, 'base64') : null;
