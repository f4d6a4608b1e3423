import type { Compiling, Place } from '../compiling.ts';
import { FaultError, shown } from '../fault.ts';
import type { NumberNode } from '../language/words.ts';
import type { Read } from '../scope.ts';
import { compileValue } from './value.ts';

const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);
const LIMIT = 10n ** 38n;
const SHAPE = /^([+-]?)(\d{0,60})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,2}))?$/;

/** Millionths of a decimal text moved by `shift` places; null if it is no number, or finer or larger than can be kept. */
export const parseDecimal = (text: string, shift = 0): bigint | null => {
  const found = SHAPE.exec(text);
  if (!found) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = found;
  if (whole === '' && fraction === '') return null;
  const places = fraction.length - Number(exponent) - shift;
  let micros = BigInt(whole + fraction);
  if (places <= PLACES) micros *= 10n ** BigInt(PLACES - places);
  else {
    const finer = 10n ** BigInt(places - PLACES);
    if (micros % finer !== 0n) return null;
    micros /= finer;
  }
  return micros >= LIMIT ? null : sign === '-' ? -micros : micros;
};

/** Shortest decimal text of millionths: `49900000n` is "49.9". */
export const formatDecimal = (micros: bigint): string => {
  const size = micros < 0n ? -micros : micros;
  const fraction = (size % UNIT).toString().padStart(PLACES, '0').replace(/0+$/, '');
  return `${micros < 0n ? '-' : ''}${size / UNIT}${fraction && `.${fraction}`}`;
};

/** A compiled number, in millionths; undefined when it is absent. */
export type Decimal = { field: string; read: Read<bigint | undefined> };

/** Compiles a number; reading throws `FaultError` when the text is no number, or not exact in six decimals. */
export const compileNumber = (node: NumberNode, place: Place, compiling: Compiling): Decimal => {
  const parts = typeof node === 'object' ? node : {};
  const { decimal = '.', thousands, shift = 0, negate = false } = parts;
  if (decimal === thousands) {
    compiling.fail(
      place,
      'decimal and thousands are the same mark',
      'Say which mark the file uses for which.',
    );
  }
  const value = compileValue(textNode(node), place, compiling);
  return {
    field: value.field,
    read: (scope) => {
      const text = value.read(scope);
      if (text === undefined) return undefined;
      const plain = thousands ? text.replaceAll(thousands, '') : text;
      const micros = parseDecimal(decimal === ',' ? plain.replace(',', '.') : plain, shift);
      if (micros !== null) return negate ? -micros : micros;
      throw new FaultError(
        'bad-number',
        value.field,
        `"${value.field}" holds ${shown(text)}, which is no number of at most 6 decimals`,
        `Correct it, or say in the mapping how the file writes numbers (decimal: "${decimal}" now).`,
      );
    },
  };
};

const textNode = (node: NumberNode) => {
  if (typeof node !== 'object') return node;
  const { decimal: _decimal, thousands: _thousands, shift: _shift, negate: _negate, ...value } = node;
  return value;
};
